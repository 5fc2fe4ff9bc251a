import { backwardJob, checkGradients } from '../../host/backwardJob.ts';
import {
  addBothWaysAt,
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
import type { VlaGradientProblem } from '../problem.ts';
import { cutBack, cutOf } from '../errorBound.ts';
import { startOf } from './float32State.ts';
import type { Float32State } from './float32State.ts';
import type { VlaGradientTensors } from './reference.ts';
import { SMALLEST_LENGTH, isNudgeDue } from '../step.ts';

/** The gradient with float32 state, one step per head and token forwards and one backwards. */
export function vlaGradientCpuJob({ forward, gradients }: VlaGradientProblem): HostJob<VlaGradientTensors> {
  const { sizes, inputs, options } = forward;
  const { B, H, T, R: rank, D, Dv } = sizes;
  const { deltaFloor, epsilon, errorBound, period, renormalizeAbove } = options;
  const normalized = options.write === 'normalized';
  const residual = options.error === 'residual';
  const penalized = options.readout === 'penalized';
  const memoryDecayAt = (index: number): number => inputs.memoryDecay?.data[index] ?? 1;
  const penaltyDecayAt = (index: number): number => inputs.penaltyDecay?.data[index] ?? 1;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const u = asFloat32(inputs.u);
  const outputGradient = float32State(gradients.output, B * H * T * Dv);
  const finalMemory = float32State(gradients.finalMemory, B * H * Dv * D);
  const finalInverse = float32State(gradients.finalInverse, B * H * D * D);

  const dq = new Float32Array(B * H * T * D);
  const dk = new Float32Array(B * H * T * D);
  const dv = new Float32Array(B * H * T * Dv);
  const du = new Float32Array(B * H * T * rank * D);
  const initialMemory = inputs.initialMemory && new Float32Array(B * H * Dv * D);
  const initialInverse = inputs.initialInverse && new Float32Array(B * H * D * D);
  const memoryDecay = inputs.memoryDecay && new Float32Array(B * H * T);
  const penaltyDecay = inputs.penaltyDecay && new Float32Array(B * H * T);

  // Where A is changed by its updates alone, P = A G A stays the same over them, and takes the place of G.
  const updatesOnly = !(period > 0 && epsilon > 0) && deltaFloor <= 1 && !inputs.initialInverse && !penaltyDecay;
  const P = new Float32Array(updatesOnly ? D * D : 0);
  // Gradients with respect to S and A after the step that is being reversed; the one of A is symmetric.
  let R = new Float32Array(Dv * D);
  const G = new Float32Array(D * D);
  const A = new Float32Array(D * D);
  const z = new Float32Array(rank * D);
  const deltas = new Float64Array(rank);
  const alpha = new Float32Array(D);
  const errors = new Float32Array(Dv);
  /** What was to be written, before it was cut. */
  const missed = new Float32Array(Dv);
  let cut = 1;
  /** Of a penalized readout: A q, and the gradient with respect to that. */
  const through = new Float32Array(D);
  const throughBack = new Float32Array(D);
  const kept = new Float32Array(inputs.memoryDecay ? Dv * D : 0);
  const w = new Float32Array(D);
  const g = new Float32Array(D);
  const row = new Float32Array(D);

  /** A after the decay and the updates of a token. Keeps z and δ of each; a skipped one has δ = 0. */
  function update(inverse: Float32Array, index: number): void {
    if (penaltyDecay) scaleAt(inverse, 0, 1 / penaltyDecayAt(index), D * D);
    for (let r = 0; r < rank; r++) {
      const direction = (index * rank + r) * D;
      multiplyAt(w, inverse, 0, u, direction, D);
      const delta = 1 + dotAt(u, direction, w, 0, D);
      const skipped = !Number.isFinite(delta) || Math.abs(delta) < deltaFloor;
      deltas[r] = skipped ? 0 : delta;
      z.set(w, r * D);
      if (skipped) addDiagonalAt(inverse, 0, deltaFloor, D);
      else downdateAt(inverse, 0, w, delta, D);
    }
  }

  const nudgeAt = (index: number): number => (isNudgeDue(options.firstStep + (index % T), period) ? epsilon : 0);

  /** α, for the inverse of the token's own step. Returns max(‖A k‖, tiny), or 1 for the plain write. */
  function direct(inverse: Float32Array, index: number): number {
    multiplyAt(alpha, inverse, 0, k, index * D, D);
    const length = normalized ? Math.max(Math.sqrt(dotAt(alpha, 0, alpha, 0, D)), SMALLEST_LENGTH) : 1;
    for (let i = 0; i < D; i++) alpha[i] /= length;
    return length;
  }

  function miss(memory: Float32Array, index: number): void {
    for (let i = 0; i < Dv; i++) {
      missed[i] = v[index * Dv + i] - (residual ? dotAt(memory, i * D, k, index * D, D) : 0);
    }
    cut = errorBound > 0 ? cutOf(Math.sqrt(dotAt(missed, 0, missed, 0, Dv)), errorBound) : 1;
    for (let i = 0; i < Dv; i++) errors[i] = cut * missed[i];
  }

  /** S after the decay of a token. */
  function decayed(memory: Float32Array, index: number): Float32Array {
    if (!memoryDecay) return memory;
    kept.set(memory);
    scaleAt(kept, 0, memoryDecayAt(index), Dv * D);
    return kept;
  }

  function write(memory: Float32Array, index: number): void {
    for (let i = 0; i < Dv; i++) writeRow(memory, i * D, errors[i], alpha, 0, q, index * D, D);
    const size = renormalizeAbove > 0 ? Math.sqrt(dotAt(memory, 0, memory, 0, Dv * D)) : 0;
    if (size > renormalizeAbove) for (let i = 0; i < Dv * D; i++) memory[i] /= size;
  }

  /** R ← (R − S ⟨S, R⟩) / ‖S + e αᵀ‖ where S was rescaled: `before` and `after` are S at both sides of the step. */
  function divideBack(before: Float32Array, after: Float32Array): void {
    let squares = 0;
    for (let i = 0; i < Dv * D; i++) squares += (before[i] + errors[Math.floor(i / D)] * alpha[i % D]) ** 2;
    const size = Math.sqrt(squares);
    if (size <= renormalizeAbove) return;
    const along = dotAt(after, 0, R, 0, Dv * D);
    for (let i = 0; i < Dv * D; i++) R[i] = (R[i] - along * after[i]) / size;
  }

  /** o = S q, or S A q, backwards. */
  function reverseReadout(index: number, after: Float32State): void {
    const token = index * D;
    if (penalized) multiplyAt(through, after.inverse, 0, q, token, D);
    else through.set(q.subarray(token, token + D));
    throughBack.fill(0);
    for (let i = 0; i < Dv; i++) {
      const weight = outputGradient[index * Dv + i];
      for (let j = 0; j < D; j++) {
        R[i * D + j] += weight * through[j];
        throughBack[j] += weight * after.memory[i * D + j];
      }
    }
    if (penalized) multiplyAt(row, after.inverse, 0, throughBack, 0, D);
    dq.set(penalized ? row : throughBack, token);
    if (!penalized) return;
    if (updatesOnly) addBothWaysAt(P, 1, row, 0, through, 0, D);
    else addBothWaysAt(G, 0.5, throughBack, 0, q, token, D);
  }

  /** S ← S + e αᵀ backwards; `before` is S after its decay. Leaves dα in `g`. */
  function reverseMemory(index: number, before: Float32Array, after: Float32Array): void {
    const token = index * D;
    if (renormalizeAbove > 0) divideBack(before, after);
    g.fill(0);
    const f = dv.subarray(index * Dv, (index + 1) * Dv);
    for (let i = 0; i < Dv; i++) f[i] = dotAt(R, i * D, alpha, 0, D);
    if (cut < 1) uncut(f);
    for (let i = 0; i < Dv; i++) {
      const line = i * D;
      const back = residual ? f[i] : 0;
      for (let j = 0; j < D; j++) {
        g[j] += errors[i] * R[line + j];
        dk[token + j] -= back * before[line + j];
        R[line + j] -= back * k[token + j];
      }
    }
  }

  /** The gradient with respect to what was to be written, from the one with respect to what was. */
  function uncut(f: Float32Array): void {
    const length = Math.sqrt(dotAt(missed, 0, missed, 0, Dv));
    const along = cutBack(length, dotAt(missed, 0, f, 0, Dv));
    for (let i = 0; i < Dv; i++) f[i] = cut * (f[i] - along * missed[i]);
  }

  /** S ← γ S backwards. */
  function reverseMemoryDecay(index: number, before: Float32Array): void {
    if (!memoryDecay) return;
    memoryDecay[index] = dotAt(R, 0, before, 0, Dv * D);
    scaleAt(R, 0, memoryDecayAt(index), Dv * D);
  }

  /** A ← A / γ backwards. */
  function reversePenaltyDecay(index: number, before: Float32Array): void {
    if (!penaltyDecay) return;
    const decay = penaltyDecayAt(index);
    penaltyDecay[index] = -dotAt(G, 0, before, 0, D * D) / decay ** 2;
    scaleAt(G, 0, 1 / decay, D * D);
  }

  /** α = A k / max(‖A k‖, tiny) backwards, from dα in `g`: leaves what stands before A k there, and β in `row`. */
  function reverseDirection(index: number, inverse: Float32Array, length: number): void {
    const token = index * D;
    if (normalized) {
      const along = dotAt(alpha, 0, g, 0, D);
      const share = length > SMALLEST_LENGTH ? 1 : dotAt(alpha, 0, alpha, 0, D);
      for (let i = 0; i < D; i++) g[i] = (share * (g[i] - alpha[i] * along)) / length;
    }
    multiplyAt(row, inverse, 0, g, 0, D);
    for (let i = 0; i < D; i++) dk[token + i] += row[i];
  }

  /** A k backwards into the gradient of A, then the updates of A. */
  function reverseInverse(index: number, before: Float32Array): void {
    const token = index * D;
    A.set(before);
    update(A, index);
    addBothWaysAt(G, 0.5, g, 0, k, token, D);
    reverseUpdates(index);
  }

  /** The same by P + Pᵀ, from β in `row`: du = −(P + Pᵀ) u. `length` is ‖A k‖, or 1 for the plain write. */
  function reversePenalty(index: number, length: number): void {
    addBothWaysAt(P, length, row, 0, alpha, 0, D);
    for (let r = 0; r < rank; r++) {
      const direction = (index * rank + r) * D;
      for (let i = 0; i < D; i++) du[direction + i] = -dotAt(P, i * D, u, direction, D);
    }
  }

  /** P + Pᵀ after the last step: 2 A G A with the last A. */
  function startPenalty(inverse: Float32Array): void {
    P.fill(0);
    if (G.every((value) => value === 0)) return;
    for (let i = 0; i < D; i++) {
      multiplyAt(g, G, 0, inverse, i * D, D);
      multiplyAt(row, inverse, 0, g, 0, D);
      for (let j = 0; j < D; j++) P[i * D + j] = 2 * row[j];
    }
  }

  /** The updates of A backwards, the last direction first. `A` is the inverse after them, without the nudge. */
  function reverseUpdates(index: number): void {
    for (let r = rank - 1; r >= 0; r--) {
      const direction = (index * rank + r) * D;
      const delta = deltas[r];
      if (delta === 0) {
        addDiagonalAt(A, 0, -deltaFloor, D);
        continue;
      }
      for (let i = 0; i < D; i++) w[i] = z[r * D + i] / delta;
      multiplyAt(g, G, 0, w, 0, D);
      multiplyAt(row, A, 0, g, 0, D);
      const along = dotAt(w, 0, g, 0, D);
      for (let i = 0; i < D; i++) {
        du[direction + i] = -2 * row[i];
        const [back, ui] = [g[i] - along * u[direction + i], u[direction + i]];
        for (let j = 0; j < D; j++) G[i * D + j] -= ui * g[j] + back * u[direction + j];
      }
      if (r > 0) downdateAt(A, 0, w, -1 / delta, D);
    }
  }

  return backwardJob<Float32State, VlaGradientTensors>({
    heads: B * H,
    T,
    stateSize: D * D + Dv * D,
    start: (head) => startOf(forward, head),
    copy: ({ inverse, memory }) => ({ inverse: inverse.slice(), memory: memory.slice() }),
    advance({ inverse, memory }, index) {
      update(inverse, index);
      addDiagonalAt(inverse, 0, nudgeAt(index), D);
      direct(inverse, index);
      if (memoryDecay) scaleAt(memory, 0, memoryDecayAt(index), Dv * D);
      miss(memory, index);
      write(memory, index);
    },
    end(head, { inverse }) {
      R = finalMemory.slice(head * Dv * D, (head + 1) * Dv * D);
      const start = head * D * D;
      for (let i = 0; i < D; i++) {
        for (let j = 0; j < D; j++) {
          G[i * D + j] = 0.5 * (finalInverse[start + i * D + j] + finalInverse[start + j * D + i]);
        }
      }
      if (updatesOnly) startPenalty(inverse);
    },
    reverse(index, before, after) {
      const length = direct(after.inverse, index);
      const memory = decayed(before.memory, index);
      miss(memory, index);
      reverseReadout(index, after);
      reverseMemory(index, memory, after.memory);
      reverseMemoryDecay(index, before.memory);
      reverseDirection(index, after.inverse, length);
      if (updatesOnly) reversePenalty(index, length);
      else reverseInverse(index, before.inverse);
      reversePenaltyDecay(index, before.inverse);
      if (index % T > 0) return;
      const head = index / T;
      initialMemory?.set(R, head * Dv * D);
      initialInverse?.set(G, head * D * D);
    },
    finish: () =>
      checkGradients({
        q: { shape: [B, H, T, D], data: dq },
        k: { shape: [B, H, T, D], data: dk },
        v: { shape: [B, H, T, Dv], data: dv },
        u: { shape: [B, H, T, rank, D], data: du },
        ...(initialMemory && { initialMemory: { shape: [B, H, Dv, D], data: initialMemory } }),
        ...(initialInverse && { initialInverse: { shape: [B, H, D, D], data: initialInverse } }),
        ...(memoryDecay && { memoryDecay: { shape: [B, H, T], data: memoryDecay } }),
        ...(penaltyDecay && { penaltyDecay: { shape: [B, H, T], data: penaltyDecay } }),
      }),
  });
}
