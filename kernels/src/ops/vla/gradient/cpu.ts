import { backwardJob, checkGradients } from '../../host/backwardJob.ts';
import { addDiagonalAt, asFloat32, dotAt, downdateAt, float32State, multiplyAt, writeRow } from '../../host/float32.ts';
import type { HostJob } from '../../host/job.ts';
import type { VlaGradientProblem } from '../problem.ts';
import type { VlaGradientTensors } from './reference.ts';
import { SMALLEST_LENGTH, isNudgeDue } from '../step.ts';

/** A and S of one head, updated in place. */
interface State {
  readonly inverse: Float32Array;
  readonly memory: Float32Array;
}

/** The gradient with float32 state, one step per head and token forwards and one backwards. */
export function vlaGradientCpuJob({ forward, gradients }: VlaGradientProblem): HostJob<VlaGradientTensors> {
  const { sizes, inputs, options } = forward;
  const { B, H, T, R: rank, D, Dv } = sizes;
  const { deltaFloor, epsilon, period, renormalizeAbove } = options;
  const normalized = options.write === 'normalized';
  const residual = options.error === 'residual';
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

  // Where A is changed by its updates alone, P = A G A stays the same over them, and takes the place of G.
  const updatesOnly = !(period > 0 && epsilon > 0) && deltaFloor <= 1 && !inputs.initialInverse;
  const P = new Float32Array(updatesOnly ? D * D : 0);
  // Gradients with respect to S and A after the step that is being reversed; the one of A is symmetric.
  let R = new Float32Array(Dv * D);
  const G = new Float32Array(D * D);
  const A = new Float32Array(D * D);
  const z = new Float32Array(rank * D);
  const deltas = new Float64Array(rank);
  const alpha = new Float32Array(D);
  const errors = new Float32Array(Dv);
  const w = new Float32Array(D);
  const g = new Float32Array(D);
  const row = new Float32Array(D);

  /** The updates of A at a token. Keeps z and δ of each; a skipped one has δ = 0. */
  function update(inverse: Float32Array, index: number): void {
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
      errors[i] = v[index * Dv + i] - (residual ? dotAt(memory, i * D, k, index * D, D) : 0);
    }
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

  /** o = S q and S ← S + e αᵀ backwards. Leaves dα in `g`. */
  function reverseMemory(index: number, before: Float32Array, after: Float32Array): void {
    const token = index * D;
    for (let i = 0; i < Dv; i++) {
      const weight = outputGradient[index * Dv + i];
      for (let j = 0; j < D; j++) {
        R[i * D + j] += weight * q[token + j];
        dq[token + j] += weight * after[i * D + j];
      }
    }
    if (renormalizeAbove > 0) divideBack(before, after);
    g.fill(0);
    for (let i = 0; i < Dv; i++) {
      const line = i * D;
      const f = dotAt(R, line, alpha, 0, D);
      const back = residual ? f : 0;
      dv[index * Dv + i] = f;
      for (let j = 0; j < D; j++) {
        g[j] += errors[i] * R[line + j];
        dk[token + j] -= back * before[line + j];
        R[line + j] -= back * k[token + j];
      }
    }
  }

  /** α = A k / max(‖A k‖, tiny) backwards, from dα in `g`: leaves what stands before A k there, and β in `row`. */
  function reverseDirection(index: number, inverse: Float32Array, length: number): void {
    const token = index * D;
    const along = normalized && length > SMALLEST_LENGTH ? dotAt(alpha, 0, g, 0, D) : 0;
    for (let i = 0; i < D; i++) g[i] = (g[i] - alpha[i] * along) / length;
    multiplyAt(row, inverse, 0, g, 0, D);
    for (let i = 0; i < D; i++) dk[token + i] += row[i];
  }

  /** A k backwards into the gradient of A, then the updates of A. */
  function reverseInverse(index: number, before: Float32Array): void {
    const token = index * D;
    A.set(before);
    update(A, index);
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) G[i * D + j] += 0.5 * (g[i] * k[token + j] + k[token + i] * g[j]);
    }
    reverseUpdates(index);
  }

  /** The same by P + Pᵀ, from β in `row`: du = −(P + Pᵀ) u. `length` is ‖A k‖, or 1 for the plain write. */
  function reversePenalty(index: number, length: number): void {
    for (let i = 0; i < D; i++) {
      const [beta, direction] = [length * row[i], length * alpha[i]];
      for (let j = 0; j < D; j++) P[i * D + j] += beta * alpha[j] + direction * row[j];
    }
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

  return backwardJob<State, VlaGradientTensors>({
    heads: B * H,
    T,
    stateSize: D * D + Dv * D,
    start(head) {
      const inverse = new Float32Array(D * D);
      if (inputs.initialInverse) inverse.set(inputs.initialInverse.data.subarray(head * D * D, (head + 1) * D * D));
      else addDiagonalAt(inverse, 0, 1 / options.lambda0, D);
      const memory = new Float32Array(Dv * D);
      if (inputs.initialMemory) memory.set(inputs.initialMemory.data.subarray(head * Dv * D, (head + 1) * Dv * D));
      return { inverse, memory };
    },
    copy: ({ inverse, memory }) => ({ inverse: inverse.slice(), memory: memory.slice() }),
    advance({ inverse, memory }, index) {
      update(inverse, index);
      addDiagonalAt(inverse, 0, nudgeAt(index), D);
      direct(inverse, index);
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
      miss(before.memory, index);
      reverseMemory(index, before.memory, after.memory);
      reverseDirection(index, after.inverse, length);
      if (updatesOnly) reversePenalty(index, length);
      else reverseInverse(index, before.inverse);
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
      }),
  });
}
