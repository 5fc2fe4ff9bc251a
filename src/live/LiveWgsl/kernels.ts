import { DEFAULT_LIMITS, deltaNetPlan, linearAttentionRecurrentPlan, type KernelPlan } from '@vla/kernels/plans';
import { seededRandom } from '@vla/kernels/random';

/** Small enough to be read, large enough that a mistake shows. */
const sizes = { B: 1, H: 2, T: 32, D: 8, Dv: 8 };

/** A device whose texts have loops in place of statements that are written out: the same kernel, and the easiest to read. */
const loops = {
  adapter: { label: 'llvmpipe', vendor: '', architecture: '', device: '', description: '', software: true },
  limits: DEFAULT_LIMITS,
};

/** Kernels that a page offers for change; the last pass of each plan is the one. */
const plans: Readonly<Record<string, () => KernelPlan>> = {
  'linear attention': () => linearAttentionRecurrentPlan({ sizes, options: { epsilon: 1e-6 } }, loops),
  DeltaNet: () => deltaNetPlan(sizes, loops),
};

export function kernelPlan(id: string): KernelPlan {
  const make = plans[id];
  if (!make) throw new Error(`no kernel "${id}" to change; there are ${Object.keys(plans).join(', ')}`);
  return make();
}

/** The text that a page shows: what the package itself runs at these sizes. */
export function kernelText(id: string): string {
  return kernelPlan(id).passes.at(-1)!.code.trim();
}

/** The plan with another text in its last pass. */
export function withText(plan: KernelPlan, code: string): KernelPlan {
  return { ...plan, passes: [...plan.passes.slice(0, -1), { ...plan.passes.at(-1)!, code }] };
}

/** Seeded numbers for every buffer that a plan reads: the memory starts at zero, features and strengths are positive. */
export function seededInputs(plan: KernelPlan, seed: number): Record<string, Float32Array> {
  const random = seededRandom(seed);
  const inputs: Record<string, Float32Array> = {};
  for (const { name, role, words } of plan.buffers) {
    if (role === 'input') inputs[name] = Float32Array.from({ length: words }, () => random.uniform());
    else if (role === 'state') inputs[name] = new Float32Array(words);
  }
  return inputs;
}
