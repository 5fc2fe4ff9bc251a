import {
  addDiagonalAt,
  asFloat32,
  dotAt,
  downdateAt,
  float32State,
  multiplyAt,
  scaleAt,
  writeRow,
} from '../../host/float32.ts';
import type { HostJob } from '../../host/job.ts';
import { checkStep } from '../../host/job.ts';
import { cutOf } from '../errorBound.ts';
import { checkDelta, startsDefinite } from '../definite.ts';
import type { VlaProblem } from '../problem.ts';
import type { VlaTensors } from '../reference.ts';
import { finishVlaTensors } from '../reference.ts';
import { SMALLEST_LENGTH, isNudgeDue } from '../step.ts';

/** The recurrence with float32 state, one step per head and token. */
export function vlaCpuJob({ sizes, inputs, options }: VlaProblem): HostJob<VlaTensors> {
  const definite = startsDefinite({ inputs });
  const { B, H, T, R, D, Dv } = sizes;
  const { deltaFloor, epsilon, errorBound, keepIntermediates, period, renormalizeAbove } = options;
  const { memoryDecay, penaltyDecay } = inputs;
  const normalized = options.write === 'normalized';
  const residual = options.error === 'residual';
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const u = asFloat32(inputs.u);

  const A = float32State(inputs.initialInverse, B * H * D * D);
  if (!inputs.initialInverse) {
    for (let head = 0; head < B * H; head++) addDiagonalAt(A, head * D * D, 1 / options.lambda0, D);
  }
  const S = float32State(inputs.initialMemory, B * H * Dv * D);
  const output = new Float32Array(B * H * T * Dv);
  const skipped = new Float32Array(B * H);
  // Without intermediates, every token reuses the same row.
  const rows = keepIntermediates ? B * H * T : 1;
  const alpha = new Float32Array(rows * D);
  const errors = new Float32Array(rows * Dv);
  const z = new Float32Array(D);
  const penalized = options.readout === 'penalized';
  const through = new Float32Array(penalized ? D : 0);

  function updateInverse(index: number, head: number, t: number): void {
    const start = head * D * D;
    for (let r = 0; r < R; r++) {
      const direction = (index * R + r) * D;
      multiplyAt(z, A, start, u, direction, D);
      const delta = 1 + dotAt(u, direction, z, 0, D);
      if (definite) checkDelta(delta, index, sizes);
      if (Number.isFinite(delta) && Math.abs(delta) >= deltaFloor) {
        downdateAt(A, start, z, delta, D);
      } else {
        addDiagonalAt(A, start, deltaFloor, D);
        skipped[head]++;
      }
    }
    if (isNudgeDue(options.firstStep + t, period)) addDiagonalAt(A, start, epsilon, D);
  }

  /** α of the token, written to `alpha` from `start` on. */
  function direct(index: number, head: number, start: number): void {
    multiplyAt(z, A, head * D * D, k, index * D, D);
    const length = normalized ? Math.max(Math.sqrt(dotAt(z, 0, z, 0, D)), SMALLEST_LENGTH) : 1;
    for (let i = 0; i < D; i++) alpha[start + i] = z[i] / length;
  }

  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      const row = keepIntermediates ? index : 0;
      const memory = head * Dv * D;
      if (penaltyDecay) scaleAt(A, head * D * D, 1 / penaltyDecay.data[index], D * D);
      if (memoryDecay) scaleAt(S, memory, memoryDecay.data[index], Dv * D);
      updateInverse(index, head, t);
      direct(index, head, row * D);
      if (penalized) multiplyAt(through, A, head * D * D, q, index * D, D);
      miss(index, memory, row * Dv);
      const [reading, place] = penalized ? [through, 0] : [q, index * D];
      for (let i = 0; i < Dv; i++) {
        const error = errors[row * Dv + i];
        output[index * Dv + i] = writeRow(S, memory + i * D, error, alpha, row * D, reading, place, D);
      }
      if (renormalizeAbove > 0) renormalize(index, memory);
      checkStep(output, index, sizes);
    },
    finish: () =>
      finishVlaTensors(
        {
          output: { shape: [B, H, T, Dv], data: output },
          finalMemory: { shape: [B, H, Dv, D], data: S },
          finalInverse: { shape: [B, H, D, D], data: A },
          writeDirections: { shape: [B, H, T, D], data: alpha },
          errors: { shape: [B, H, T, Dv], data: errors },
          skippedUpdates: { shape: [B, H], data: skipped },
        },
        keepIntermediates,
      ),
  };

  /** What the token writes, to `errors` from `start` on. */
  function miss(index: number, memory: number, start: number): void {
    for (let i = 0; i < Dv; i++) {
      const value = v[index * Dv + i];
      errors[start + i] = residual ? value - dotAt(S, memory + i * D, k, index * D, D) : value;
    }
    if (errorBound === 0) return;
    const cut = cutOf(Math.sqrt(dotAt(errors, start, errors, start, Dv)), errorBound);
    scaleAt(errors, start, cut, Dv);
  }

  /** Divides S, and with it o = S q, by ‖S‖ where that is too large. */
  function renormalize(index: number, memory: number): void {
    const size = Math.sqrt(dotAt(S, memory, S, memory, Dv * D));
    if (size <= renormalizeAbove) return;
    for (let i = memory; i < memory + Dv * D; i++) S[i] /= size;
    for (let i = index * Dv; i < (index + 1) * Dv; i++) output[i] /= size;
  }
}
