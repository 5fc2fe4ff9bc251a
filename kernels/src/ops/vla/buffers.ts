import type { BufferPlan } from '../../runtime/plan.ts';
import type { VlaProblem } from './problem.ts';

/** The tensors of a call, as every form takes and gives them. */
export function tensorBuffers({ sizes, options }: VlaProblem): BufferPlan[] {
  const { B, H, T, D, Dv, R } = sizes;
  const heads = B * H;
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'u', role: 'input', words: heads * T * R * D },
    { name: 'state', role: 'state', words: heads * (D * D + Dv * D + 1) },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
  if (!options.keepIntermediates) return buffers;
  return [
    ...buffers,
    { name: 'writeDirections', role: 'output', words: heads * T * D },
    { name: 'errors', role: 'output', words: heads * T * Dv },
  ];
}
