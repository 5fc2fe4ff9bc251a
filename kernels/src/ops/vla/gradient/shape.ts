import type { BufferPlan } from '../../../runtime/plan.ts';
import { buffer, tokenBuffers } from '../../wgsl/buffers.ts';
import type { VlaSettings, VlaSizes } from '../problem.ts';

/** What the plans of the gradient depend on. */
export interface VlaGradientShape {
  readonly sizes: VlaSizes;
  readonly options: VlaSettings;
  readonly hasInitialMemory: boolean;
  readonly hasInitialInverse: boolean;
  /** Whether the loss depends on S (of use to the form step by step) or A behind the last step. */
  readonly hasFinalMemoryGradient: boolean;
  readonly hasFinalInverseGradient: boolean;
  /** Whether the forward pass kept what keptVectors.ts lists, which then are inputs. */
  readonly hasKept: boolean;
}

/** Inputs and outputs of the gradient in every form, but for what the forward pass may keep. */
export function vlaGradientBuffers(shape: VlaGradientShape): BufferPlan[] {
  const { B, H, T, D, Dv, R } = shape.sizes;
  const heads = B * H;
  const [directions, memories] = [heads * T * R * D, heads * Dv * D];
  return [
    ...tokenBuffers(shape.sizes),
    buffer('input', 'u', directions),
    ...(shape.hasInitialMemory ? [buffer('input', 'initialMemory', memories)] : []),
    ...(shape.hasFinalMemoryGradient ? [buffer('input', 'finalMemoryGradient', memories)] : []),
    ...(shape.hasFinalInverseGradient ? [buffer('input', 'finalInverseGradient', heads * D * D)] : []),
    buffer('output', 'uGradient', directions),
    buffer(shape.hasInitialMemory ? 'output' : 'scratch', 'initialMemoryGradient', memories),
  ];
}

/** The first argument whose gradient is computed on the processor only, or null: it is no matter of updates alone. */
export function vlaGradientObstacle({
  options,
  hasInitialInverse,
}: Pick<VlaGradientShape, 'options' | 'hasInitialInverse'>): string | null {
  if (options.period > 0 && options.epsilon > 0) return 'stabilization.period';
  if (options.deltaFloor > 1) return 'stabilization.deltaFloor';
  if (options.renormalizeAbove > 0) return 'renormalizeAbove';
  return hasInitialInverse ? 'initialInverse' : null;
}

/** What is said of an argument that {@link vlaGradientObstacle} names. */
export const ON_PROCESSOR = 'its gradient is computed on the processor only';
