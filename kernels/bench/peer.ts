import type { Contender } from './contender.ts';
import type { AttentionArrays } from './inputs.ts';

/** Another library that computes something comparable, loaded by the program that runs the bench. */
export interface Peer {
  /** Name and version. */
  readonly label: string;
  /** The delta rule S ← S + β (v − S k) kᵀ, o = S q, with the given inputs. Absent where the library has none. */
  readonly deltaRule?: (inputs: AttentionArrays) => Promise<Contender>;
  /** VLA in chunks, with the library's own operations. */
  readonly vla?: (inputs: AttentionArrays & { readonly lambda0: number }) => Promise<Contender>;
  /** X·Y of two n×n matrices. */
  readonly matmul?: (inputs: {
    readonly n: number;
    readonly x: Float32Array;
    readonly y: Float32Array;
  }) => Promise<Contender>;
}
