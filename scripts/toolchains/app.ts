import { openSession, vla } from '@vla/kernels';
import { transformSync } from 'esbuild';
import { MARK } from './consumer.ts';

/** The inputs of every project's calls, as text: the same in all of them. Keys have length 1. */
const INPUTS = `
const shape = [1, 1, 6, 2];
const angles = Array.from({ length: 6 }, (_, t) => 0.7 * t);
const unit = angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
const values = unit.map((x, i) => x * (1 + i / 4));
export const arrays = () => {
  const of = (numbers) => ({ shape, data: Float32Array.from(numbers) });
  return { q: of(unit), k: of(unit), v: of(values), u: of(unit) };
};
`;

/** A call by arrays. */
const CALL = `
import { openSession, vla } from '@vla/kernels';
import { arrays } from './inputs.js';
export async function call() {
  const session = await openSession();
  const { output } = await vla(arrays(), { lambda0: 0.5, session });
  return [...output.data];
}
`;

/** The same by tensors, its gradient, and a model with a layer, trained for some steps. TF stands for the import of tfjs. */
const TENSORS = `
import { vla } from '@vla/kernels';
import { VLALayer } from '@vla/kernels/layers';
import { arrays } from './inputs.js';
import { tf, layers, sequential } from './tf.js';
export async function tensors() {
  await tf.ready();
  const named = Object.entries(arrays()).map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]);
  const x = Object.fromEntries(named);
  const output = (v) => vla({ ...x, v }, { lambda0: 0.5 }).output;
  const gradient = tf.grad((v) => tf.sum(tf.square(output(v))))(x.v);
  const model = sequential();
  model.add(new VLALayer({ modelDim: 4, inputShape: [6, 4], seed: 1 }));
  model.add(layers.dense({ units: 1 }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const given = tf.reshape(tf.linspace(-1, 1, 48), [2, 6, 4]);
  const wanted = tf.ones([2, 6, 1]);
  const { history } = await model.fit(given, wanted, { epochs: 3, verbose: 0 });
  return {
    tensors: [...(await output(x.v).data())],
    gradient: [...(await gradient.data())],
    losses: [history.loss[0], history.loss.at(-1)],
  };
}
`;

/** With the peers alone. */
const PEERS = `
import * as tf from '@tensorflow/tfjs-core';
// By name, as some bundlers drop what is imported for its effects alone.
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
export { layers, sequential } from '@tensorflow/tfjs-layers';
if (!tf.engine().backendNames().includes('cpu')) tf.registerBackend('cpu', () => new MathBackendCPU());
export { tf };
`;

/** With the package of all of tfjs. */
const UMBRELLA = `
import * as tf from '@tensorflow/tfjs';
export const { layers, sequential } = tf;
export { tf };
`;

const MODULES = { 'inputs.js': INPUTS, 'call.js': CALL, 'tensors.js': TENSORS, 'tf.js': PEERS };

const within = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [folder + name, text.trimStart()]));

/** A program that prints what it computed. Nothing in it waits outside of functions, which modules of CommonJS can't. */
export function program(): Record<string, string> {
  const main = `
import { call } from './call.js';
import { tensors } from './tensors.js';
async function main() {
  console.log('${MARK}' + JSON.stringify({ arrays: await call(), ...(await tensors()) }));
}
main();
`;
  return within('', { ...MODULES, 'main.js': main });
}

/** The same with `require`. */
export function commonJsProgram(): Record<string, string> {
  const converted = (text: string): string => transformSync(text, { format: 'cjs' }).code;
  return Object.fromEntries(Object.entries(program()).map(([name, text]) => [name, converted(text)]));
}

/** A page that writes down what it computed, with a worker where that is asked for. */
export function page({
  folder = '',
  worker = true,
  umbrella = false,
}: { folder?: string; worker?: boolean; umbrella?: boolean } = {}): Record<string, string> {
  const ask = `
async function inWorker() {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error('worker: ' + message));
  });
  worker.postMessage('start');
  return answer;
}
`;
  const main = `
import { call } from './call.js';
import { tensors } from './tensors.js';
${worker ? ask : ''}
export async function results() {
  return { arrays: await call(), ...(await tensors())${worker ? ', worker: await inWorker()' : ''} };
}
`;
  const start = `
import { results } from './results.js';
const show = (text) => (document.body.textContent = text);
results().then(
  (found) => show('${MARK}' + JSON.stringify(found)),
  (error) => show('FAILED ' + (error.stack ?? error)),
);
`;
  const inside = `
import { call } from './call.js';
self.onmessage = async () => self.postMessage(await call());
`;
  return within(folder, {
    ...MODULES,
    ...(umbrella && { 'tf.js': UMBRELLA }),
    'results.js': main,
    'main.js': start,
    ...(worker && { 'worker.js': inside }),
  });
}

/** The document of a page that a bundler finds its script in. */
export function document(script: string): string {
  return `<!doctype html><meta charset="utf-8"><title>page</title><body>…<script type="module" src="${script}"></script>`;
}

/** What the calls of all projects give, in float64. */
export async function expected(): Promise<readonly number[]> {
  const angles = Array.from({ length: 6 }, (_, t) => 0.7 * t);
  const unit = angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
  const of = (numbers: readonly number[]) => ({ shape: [1, 1, 6, 2], data: Float64Array.from(numbers) });
  const x = of(unit);
  const session = await openSession({ backend: 'reference' });
  const { output } = await vla(
    { q: x, k: x, v: of(unit.map((value, i) => value * (1 + i / 4))), u: x },
    { lambda0: 0.5, session },
  );
  return [...output.data];
}
