import { deltaNetPlan, linearAttentionRecurrentPlan, type KernelPlan } from '@vla/kernels/plans';
import { seededRandom } from '@vla/kernels/random';

/** Small enough to be read, large enough that a mistake shows. */
const sizes = { B: 1, H: 2, T: 32, D: 8, Dv: 8 };

/** The text of a kernel depends on the device only for long keys and one software driver. */
const anyDevice = {
  adapter: { label: 'any', vendor: '', architecture: '', device: '', description: '', software: false },
};

/** Kernels that a page offers for change; the first pass of each plan is the one. */
const plans: Readonly<Record<string, () => KernelPlan>> = {
  'linear attention': () => linearAttentionRecurrentPlan({ sizes, options: { epsilon: 1e-6 } }),
  DeltaNet: () => deltaNetPlan(sizes, anyDevice),
};

export function kernelPlan(id: string): KernelPlan {
  const make = plans[id];
  if (!make) throw new Error(`no kernel "${id}" to change; there are ${Object.keys(plans).join(', ')}`);
  return make();
}

/** The text that a page shows: what the package itself runs at these sizes. */
export function kernelText(id: string): string {
  return kernelPlan(id).passes[0]!.code.trim();
}

/** The plan with another text in its first pass. */
export function withText(plan: KernelPlan, code: string): KernelPlan {
  return { ...plan, passes: plan.passes.map((pass, index) => (index === 0 ? { ...pass, code } : pass)) };
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
