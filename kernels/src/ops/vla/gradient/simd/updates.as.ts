/* Updates A ← A − 2⁻ⁿ·w wᵀ as vlaSteps leaves them, with δ = 2ⁿ·m, m from 1 to 2, and w = A u/√m for the A before. */

/** 2ⁿ with the sign of δ. */
export function powerOf(delta: f32): f32 {
  return reinterpret<f32>(reinterpret<u32>(delta) & 0xff800000);
}

/** What w wᵀ is multiplied by in the update; 0 where it was skipped. */
export function factorOf(delta: f32): f32 {
  return delta === 0 ? 0 : -1 / powerOf(delta);
}
