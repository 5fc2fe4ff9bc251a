import type { WasmCall } from '../../wasm/call.ts';

/** Where write strengths β and decays γ [B,H,T] are; 0 where they are ones, which costs less. */
export function strengthsOf({ sizes, input, floats }: WasmCall): { readonly beta: number; readonly gamma: number } {
  const { B, H, T } = sizes;
  const unlessOnes = (address: number): number =>
    address && floats(address, B * H * T).some((value) => value !== 1) ? address : 0;
  return { beta: unlessOnes(input('beta')), gamma: unlessOnes(input('gamma')) };
}
