import { spawnSync } from 'node:child_process';

/** The files of a .tar.xz by their paths: views of what `xz` unpacks, in memory. */
export function readTarXz(path: string): Map<string, Uint8Array> {
  const { status, stdout, stderr } = spawnSync('xz', ['-dc', path], { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`xz could not unpack ${path}: ${String(stderr)}`);
  const files = new Map<string, Uint8Array>();
  const text = (from: number, length: number): string => stdout.toString('utf8', from, from + length).split('\0')[0]!;
  for (let header = 0; header + 512 <= stdout.length && stdout[header] !== 0;) {
    const size = parseInt(text(header + 124, 12), 8);
    const kind = text(header + 156, 1);
    if (kind === '0' || kind === '') files.set(text(header, 100), stdout.subarray(header + 512, header + 512 + size));
    header += 512 * (1 + Math.ceil(size / 512));
  }
  return files;
}
