import type { WasmCall } from '../../wasm/call.ts';
import type { HeadGroups } from '../../wasm/headGroups.ts';
import { BYTES, padded, paddedResult, paddedRows, zeroRows } from '../../wasm/padded.ts';
import type { VlaProblem } from '../problem.ts';
import { vlaRows } from '../wasm.ts';

/** Where the vectors and matrices of a group of heads are while the gradient goes through it, by the kernels' names for them. */
export function groupPlaces(call: WasmCall<VlaProblem>, groups: HeadGroups, updatesOnly: boolean) {
  const { sizes, options, input, result, scratch } = call;
  const { T, R, D, Dv } = sizes;
  const penalized = options.readout === 'penalized';
  const [rows, columns] = [padded(D), padded(Dv)];
  const tokens = groups.heads * T;
  const rowsOf = vlaRows(call, tokens);
  const given = input('outputGradient');
  const outputGradient = given ? paddedRows(call, given, Dv, tokens) : null;
  const results = {
    qGradient: paddedResult(call, result('qGradient'), D, tokens),
    kGradient: paddedResult(call, result('kGradient'), D, tokens),
    vGradient: paddedResult(call, result('vGradient'), Dv, tokens),
  };
  const uGradient = paddedResult(call, result('uGradient'), D, tokens * R);
  /** What the forward pass leaves. */
  const kept = {
    alphas: scratch(tokens * rows),
    errors: scratch(tokens * columns),
    directions: scratch(tokens * R * rows),
    deltas: scratch(tokens * R),
    lengths: scratch(tokens),
    norms: scratch(tokens),
    readings: penalized ? scratch(tokens * rows) : 0,
    cuts: options.errorBound > 0 ? scratch(tokens) : 0,
    finalInverse: updatesOnly && input('finalInverseGradient') ? scratch(groups.heads * D * D) : 0,
  };
  const zeros = zeroRows(call, Math.max(rows, columns)).at(0);
  const others = {
    g: scratch(tokens * rows),
    recalled: scratch(tokens * rows),
    /** With respect to A q, where S is read along that. */
    reads: penalized ? scratch(tokens * rows) : 0,
    products: updatesOnly ? 0 : scratch(tokens * R * rows),
    matrix: scratch(rows * Math.max(rows, columns)),
    scratch: scratch(5 * rows + 2 * columns + rows * rows),
    zeros,
    outputStep: outputGradient ? columns * BYTES : 0,
  };

  /** Everything from the group's first head on. */
  function addressesAt(head: number, count: number) {
    const first = head * T;
    const ofHead = (address: number, size: number): number => address && address + head * size * BYTES;
    outputGradient?.load(first, count * T);
    return {
      ...kept,
      ...others,
      betas: kept.directions,
      ...rowsOf.load(first, count * T),
      outputGradient: outputGradient?.at(first) ?? zeros,
      initialMemory: ofHead(input('initialMemory'), Dv * D),
      initialInverse: ofHead(input('initialInverse'), D * D),
      finalMemoryGradient: ofHead(input('finalMemoryGradient'), Dv * D),
      finalInverseGradient: ofHead(input('finalInverseGradient'), D * D),
      initialMemoryGradient: ofHead(result('initialMemoryGradient'), Dv * D),
      initialInverseGradient: ofHead(result('initialInverseGradient'), D * D),
      memoryDecay: ofHead(input('memoryDecay'), T),
      penaltyDecay: ofHead(input('penaltyDecay'), T),
      memoryDecayGradient: ofHead(result('memoryDecayGradient'), T),
      penaltyDecayGradient: ofHead(result('penaltyDecayGradient'), T),
      qGradient: results.qGradient.at(first),
      kGradient: results.kGradient.at(first),
      vGradient: results.vGradient.at(first),
      uGradient: uGradient.at(first * R),
    };
  }

  let addresses: ReturnType<typeof addressesAt>;
  return {
    begin: (head: number, count: number) => void (addresses = addressesAt(head, count)),
    /** For the kernels of the gradient, which count tokens from the group's first. */
    all: () => addresses,
    /** For the kernel of the forward pass, whose vectors begin with token `first`. */
    from(first: number) {
      const { q, k, v, u, alphas, errors, directions, deltas, lengths, norms, readings, cuts } = addresses;
      const after = (address: number, size: number): number => address && address + first * size * BYTES;
      return {
        ...addresses,
        ...{ q: after(q, rows), k: after(k, rows), v: after(v, columns), u: after(u, R * rows) },
        ...{ alphas: after(alphas, rows), errors: after(errors, columns), directions: after(directions, R * rows) },
        ...{ deltas: after(deltas, R), lengths: after(lengths, 1), norms: after(norms, 1) },
        ...{ readings: after(readings, rows), cuts: after(cuts, 1) },
      };
    },
    end(head: number, count: number): void {
      for (const { save } of Object.values(results)) save(head * T, count * T);
      uGradient.save(head * T * R, count * T * R);
    },
  };
}
