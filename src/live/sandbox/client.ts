import type { CellEnd, CellOutput } from '../cell/protocol.ts';
import { received } from './received.ts';

export interface SandboxRun {
  readonly source: string;
  /** Addresses of the frame's page and of the worker's text. */
  readonly files: { readonly frame: string; readonly bundle: string };
  /** Milliseconds that the cell may take, from the moment it starts. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
  readonly onOutput: (output: CellOutput) => void;
}

export type RunEnd = CellEnd | { readonly type: 'stopped' } | { readonly type: 'late' };

/** Milliseconds until a sandbox that has not started is given up. */
const STARTING = 30_000;

/**
 * Runs a cell in a sandboxed frame of its own, which is removed at the end, and with it everything that the cell has
 * left running. Rejects where the sandbox cannot be started.
 */
export async function runInSandbox({ source, files, timeLimit, signal, onOutput }: SandboxRun): Promise<RunEnd> {
  // A service worker may not answer for a page in a sandbox, so none is kept for this.
  if (!navigator.onLine) throw new Error('There is no network, and its page comes from there for every run.');
  const bundle = await bundleText(files.bundle);
  if (signal.aborted) return { type: 'stopped' };
  const frame = document.createElement('iframe');
  const cell = new MessageChannel();
  const trouble = new MessageChannel();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<RunEnd>((resolve, reject) => {
      const fail = (reason: string): void => reject(new Error(reason));
      timer = setTimeout(() => fail(`The sandbox did not start within ${STARTING / 1000} s.`), STARTING);
      signal.addEventListener('abort', () => resolve({ type: 'stopped' }));
      trouble.port1.onmessage = ({ data }) => fail(String(data));
      cell.port1.onmessage = ({ data }) => {
        const message = received(data);
        if (!message) return;
        if (message.type === 'done' || message.type === 'failed') resolve(message);
        else if (message.type !== 'started') onOutput(message);
        else {
          clearTimeout(timer);
          timer = setTimeout(() => resolve({ type: 'late' }), timeLimit);
        }
      };
      // Its origin is opaque, so no other target can be named. What is sent is no secret.
      frame.onload = () => frame.contentWindow!.postMessage({ bundle, source }, '*', [cell.port2, trouble.port2]);
      frame.onerror = () => fail('The page of the sandbox could not be loaded.');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.setAttribute('aria-hidden', 'true');
      frame.tabIndex = -1;
      frame.hidden = true;
      frame.title = 'Sandbox of a live cell';
      frame.src = files.frame;
      document.body.append(frame);
    });
  } finally {
    clearTimeout(timer);
    cell.port1.close();
    trouble.port1.close();
    frame.remove();
  }
}

const texts = new Map<string, Promise<string>>();

/** The worker's text, fetched with the first run and kept. After a failure the next run tries again. */
function bundleText(address: string): Promise<string> {
  const known = texts.get(address);
  if (known) return known;
  const text = fetchText(address);
  texts.set(address, text);
  text.catch(() => texts.delete(address));
  return text;
}

async function fetchText(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}: the site may have been updated.`);
  return response.text();
}
