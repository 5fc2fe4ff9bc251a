/**
 * Ends the process once all that it has printed is written: a pipe whose reader is slow takes it bit by bit, and
 * `process.exit` by itself would drop the rest. For scripts that a device or a server keeps alive.
 */
export function leave(exitCode: number): Promise<never> {
  return new Promise(() => {
    process.stderr.write('', () => process.stdout.write('', () => process.exit(exitCode)));
  });
}
