import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { parseSourceCase } from '../../src/conformance/index.ts';
import type { SourceCase } from '../../src/conformance/index.ts';

export interface SourceTestFile {
  readonly name: string;
  readonly given: SourceCase;
  readonly weights: Uint8Array;
  /** Whether what it expects was computed in float64. */
  readonly isExact: boolean;
}

const own = new URL('./files/', import.meta.url);
/** Weights and outputs of the source's own code, where they are. */
const theirs = new URL('../../../../shared/source-weights/', import.meta.url);

/** Made vectors in the source's format, computed in float64 from the recurrences; and the source's, where they are. */
export const sourceFiles: readonly SourceTestFile[] = [own, theirs].filter(existsSync).flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const given = parseSourceCase(readFileSync(new URL(name, folder), 'utf8'));
      return { name, given, weights: readFileSync(new URL(given.weights, folder)), isExact: folder === own };
    }),
);

/** A file of the made ones. */
export function madeFile(name: string): Uint8Array {
  return readFileSync(new URL(`${name}.safetensors`, own));
}
