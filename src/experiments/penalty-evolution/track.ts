import type { Matrix } from '@vla/kernels/math';
import { addOuter, dot, identity, invertPositiveDefinite, norm, relativeError, zeros } from '@vla/kernels/math';
import type { Config } from './definition.ts';
import type { Parameterisation, Sequence } from './inputs.ts';
import { isIrrelevant } from './inputs.ts';

/** What was measured on one sequence with one parameterisation, stop by stop. */
export class Track {
  /** M_t, the inverse of the kernel's A_t. */
  readonly penalties: Matrix[] = [];
  /** Mean of ûᵀM_tû over the unit directions û of a group's tokens. */
  readonly relevant: number[] = [];
  readonly irrelevant: number[] = [];
  /** Largest relative difference between M_t and λ0·I + Σ u uᵀ. */
  deviation = 0;

  readonly #directions: Float32Array;
  readonly #rank: number;
  readonly #moments: { readonly relevant: Matrix; readonly irrelevant: Matrix };
  readonly #exact: Matrix;
  #done = 0;

  constructor(sequence: Sequence, name: Parameterisation, config: Config) {
    this.#directions = sequence.directions[name];
    this.#rank = config.rank;
    this.#exact = identity(config.headSize, config.lambda0);
    const moment = (irrelevant: boolean): Matrix =>
      this.#moment((t) => isIrrelevant(t, config.irrelevantShare) === irrelevant, config);
    this.#moments = { relevant: moment(false), irrelevant: moment(true) };
  }

  /** Takes the kernel's A after `step` steps. */
  measure(step: number, inverse: Matrix): void {
    for (; this.#done < step; this.#done++) {
      for (const u of this.#at(this.#done)) addOuter(this.#exact, 1, u, u);
    }
    const penalty = invertPositiveDefinite(inverse);
    if (!penalty) throw new Error(`A is not positive definite after step ${step}`);
    this.penalties.push(penalty);
    // The mean of ûᵀMû is the inner product of M with the mean of û ûᵀ.
    this.relevant.push(dot(penalty.data, this.#moments.relevant.data));
    this.irrelevant.push(dot(penalty.data, this.#moments.irrelevant.data));
    this.deviation = Math.max(this.deviation, relativeError(penalty.data, this.#exact.data));
  }

  /** Mean of û ûᵀ over the directions of the tokens that `belongs` picks. */
  #moment(belongs: (t: number) => boolean, { length, headSize }: Config): Matrix {
    const steps = Array.from({ length }, (_, t) => t).filter(belongs);
    const written = steps.flatMap((t) => this.#at(t)).filter((u) => norm(u) > 0);
    const moment = zeros(headSize, headSize);
    for (const u of written) addOuter(moment, 1 / (written.length * dot(u, u)), u, u);
    return moment;
  }

  /** The directions of step t. */
  #at(t: number): Float32Array[] {
    const size = this.#exact.rows;
    return Array.from({ length: this.#rank }, (_, r) => {
      const start = (t * this.#rank + r) * size;
      return this.#directions.subarray(start, start + size);
    });
  }
}
