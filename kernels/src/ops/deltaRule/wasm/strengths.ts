import type { WasmCall } from '../../wasm/call.ts';

/** Where write strengths β and decays γ [B,H,T] are; 0 where they are ones, which costs less. */
export function strengthsOf({ sizes, input, floats }: WasmCall): { readonly beta: number; readonly gamma: number } {
  const { B, H, T } = sizes;
  const unlessOnes = (address: number): number => (address && !areOnes(floats(address, B * H * T)) ? address : 0);
  return { beta: unlessOnes(input('beta')), gamma: unlessOnes(input('gamma')) };
}

function areOnes(numbers: Float32Array): boolean {
  // Every call of a training goes through here: a loop takes a fraction of what `every` does.
  for (const value of numbers) if (value !== 1) return false;
  return true;
}
