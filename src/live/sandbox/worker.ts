/**
 * What runs inside the sandbox's worker, bundled into one text: the page hands it over, and no file is fetched.
 * Needs nothing of the page and nothing of the network.
 */
import type { FromCell } from '../cell/protocol.ts';
import { runCell } from '../cell/run.ts';
import { closeDoors } from './closeDoors.ts';

/** Runs one cell and reports on it to the page through the port. The page then ends the worker. */
export async function start(source: string, port: MessagePort): Promise<void> {
  const report = (message: FromCell): void => port.postMessage(message);
  const uncaught = new Promise<never>((_, reject) => {
    self.addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      reject(event.reason);
    });
    self.addEventListener('error', (event) => {
      event.preventDefault();
      reject(event.error);
    });
  });
  uncaught.catch(() => undefined);
  closeDoors();
  report({ type: 'started' });
  report(await runCell(source, { emit: report, uncaught }));
}
