import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { within } from './limit.ts';

/** A program that runs beside this one, with all that it starts, and ends with it at the latest. */
export interface Companion {
  readonly process: ChildProcess;
  end(): void;
}

/** Starts a program as the first of a group of its own, so that all of the group can be ended. */
export function startBeside(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Companion {
  const child = spawn(command, [...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const end = (): void => {
    process.off('exit', end);
    killGroup(child.pid);
  };
  process.once('exit', end);
  child.once('error', () => process.off('exit', end));
  return { process: child, end };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** The first line that a program prints. */
export function firstLine({ process: child }: Companion, command: string): Promise<string> {
  const line = new Promise<string>((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
    child.stdout!.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('\n')) resolve(text.split('\n')[0]!);
    });
  });
  return within(30, line, command);
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Waits for a polite end, and not for long: whoever calls has a rougher one at hand, or none is needed. */
export async function endWithin(seconds: number, end: Promise<unknown>): Promise<void> {
  await within(seconds, end, 'ending').catch(() => undefined);
}
