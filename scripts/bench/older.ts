import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Contender, OlderCode } from '@vla/kernels/bench';
import { within } from '../browsers/limit.ts';
import type { OlderAnswer, OlderOrder } from './olderSteps.ts';

/** A step of the published size takes a second or two there, and ten on a busy machine. */
const SECONDS = 120;

/**
 * The project as a commit had it, in a folder that is gone when it is closed, or else when this process ends. It trains in processes of its own, so that
 * what is timed is its own code on its own TensorFlow.js; the packages are those that are installed now.
 *
 * @throws Error where there is no such commit
 */
export function openOlderCode(commit: string, root = process.cwd()): OlderCode & { close(): void } {
  const git = (...args: string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
  const name = resolved(git, commit);
  const folder = mkdtempSync(join(tmpdir(), 'vla-older-'));
  const close = (): void => {
    process.off('exit', close);
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  process.once('exit', close);
  git('worktree', 'add', '--detach', '--force', folder, name);
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  // What is compiled is in no commit.
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts?: { wasm?: string } };
  if (scripts?.wasm) execFileSync('npm', ['run', '--silent', 'wasm'], { cwd: folder, stdio: 'ignore' });
  const label = `as it was at ${name.slice(0, 7)}`;
  return { label, contender: (options, backend) => steps(folder, { options, backend }, label), close };
}

function resolved(git: (...args: string[]) => string, commit: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`);
  } catch {
    throw new Error(`--against is ${commit}; expected a commit of this repository`);
  }
}

/** Steps of one run in the older code, one after another. */
async function steps(folder: string, order: OlderOrder, label: string): Promise<Contender> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fork(fileURLToPath(new URL('olderSteps.ts', import.meta.url)), [folder], {
    execArgv: ['--import', tsx],
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  let answer = await within(SECONDS, answered(child, order), `${label}, starting`);
  const step = async (): Promise<void> => {
    answer = await within(SECONDS, answered(child, 'step'), `${label}, a step`);
  };
  return {
    label,
    form: null,
    flops: null,
    start: step,
    settled: () => Promise.resolve(),
    async output() {
      await step();
      return Float32Array.of(answer.loss);
    },
    processorTime: () => answer.processorMilliseconds,
    dispose() {
      process.off('exit', end);
      end();
    },
  };
}

function answered(child: ChildProcess, order: OlderOrder | 'step'): Promise<OlderAnswer> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      child.off('message', onMessage).off('exit', onExit);
      settle();
    };
    const onMessage = (answer: OlderAnswer): void => done(() => resolve(answer));
    const onExit = (code: number | null): void => done(() => reject(new Error(`the older code ended with ${code}`)));
    child.once('message', onMessage).once('exit', onExit);
    child.send(order);
  });
}
