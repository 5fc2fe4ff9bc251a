/** What runs in a browser: golden files on sessions of its own, and files of layers in float64 and on backends of TensorFlow.js. */
import { openSession } from '@vla/kernels';
import type { Backend, Form, Session } from '@vla/kernels';
import { parseGolden, runConformance } from '@vla/kernels/conformance';
import type { ConformanceRun, SourceRun } from '@vla/kernels/conformance';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { runSource } from './source.ts';

// Served beside this script.
setWasmPaths('/tfjs-wasm/');

const sessions = new Map<Backend, Session>();

/** Opens a backend and answers what it computes on. */
async function open(backend: Backend): Promise<string> {
  const session = await openSession({ backend });
  sessions.set(backend, session);
  return session.adapter.label;
}

const run = (backend: Backend, file: string, form: Form): Promise<ConformanceRun> =>
  runConformance(parseGolden(file), sessions.get(backend)!, form);

/** A file of a layer, and its weights in base64. */
const runLayer = (backend: Backend, file: string, weights: string): Promise<SourceRun> =>
  runSource(
    file,
    Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0)),
    backend,
  );

const page = { open, run, runLayer };
export type ConformancePage = typeof page;
Object.assign(globalThis, { conformance: page });
