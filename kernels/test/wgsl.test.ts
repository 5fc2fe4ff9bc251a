import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleInputs } from '../src/ops/example.ts';
import type { Operator } from '../src/ops/operator.ts';
import { operators } from '../src/ops/operators.ts';
import { vlaDecoding } from '../src/ops/vla/decode/decoding.ts';
import { vlaOperator } from '../src/ops/vla/operator.ts';
import { seededRandom } from '../src/random.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';
import { DEFAULT_LIMITS } from '../src/runtime/limits.ts';
import type { KernelPlan } from '../src/runtime/plan.ts';
import type { DeviceTraits } from '../src/runtime/types.ts';

/** Small heads, so that what is written out for each four numbers of a row is there four times only. */
const sizes = { B: 1, H: 2, T: 64, R: 1, D: 16, Dv: 16 };

const software = summarizeAdapter({ description: 'SwiftShader' });
const card = summarizeAdapter({ description: 'a graphics card' });

const devices = [
  { where: 'a software device', ending: '', adapter: software, subgroupSize: null },
  { where: 'a graphics card', ending: '.card', adapter: card, subgroupSize: null },
  { where: 'a software device with subgroups of 8', ending: '.subgroups', adapter: software, subgroupSize: 8 },
];

function problemOf(operator: Operator) {
  const inputs = exampleInputs(operator, seededRandom(1), sizes);
  return operator.problem(inputs, operator.example.options[0]?.[1] ?? {});
}

/** Every form of an operator and of its gradient, on a call with all that it may have. */
function plansOf(operator: Operator, device: DeviceTraits): KernelPlan[] {
  const problem = problemOf(operator);
  const inputs = Object.entries(problem.inputs).filter(([name, tensor]) => tensor && name !== 'initialInverse');
  const results = operator.differentiable.map((result) => `${result}Gradient`);
  const given = new Set([...inputs.map(([name]) => name), ...results]);
  const call = { sizes: problem.sizes, options: problem.options, given };
  return [
    ...operator.forms.map((form) => operator.plan(problem, form, device, {})),
    ...operator.gradient.forms.map((form) => operator.gradient.plan(call, form, device)),
  ];
}

/** A token of VLA, and several. */
function decoderPlans(device: DeviceTraits): KernelPlan[] {
  const problem = vlaOperator.problem(exampleInputs(vlaOperator, seededRandom(1), { ...sizes, T: 1 }), { lambda0: 1 });
  const { plan } = vlaDecoding.plan(problem, device)!;
  return plan.together ? [plan, { ...plan, passes: plan.together(2) }] : [plan];
}

/** VLA with every option that takes the general steps. */
function generalPlan(device: DeviceTraits): KernelPlan {
  const inputs = exampleInputs(vlaOperator, seededRandom(1), sizes);
  const decay = { shape: [1, 2, 64], data: new Float32Array(128).fill(0.5) };
  const options = {
    lambda0: 1,
    errorBound: 1,
    readout: 'penalized',
    renormalizeAbove: 1,
    keepIntermediates: true,
  } as const;
  const problem = vlaOperator.problem({ ...inputs, memoryDecay: decay, penaltyDecay: decay }, options);
  return vlaOperator.plan(problem, 'recurrent', device, {});
}

/** VLA by chunks, read through A, and with errors that are cut. */
function chunkPlans(device: DeviceTraits): KernelPlan[] {
  const inputs = exampleInputs(vlaOperator, seededRandom(1), sizes);
  const readThroughA = vlaOperator.problem(inputs, { lambda0: 1, readout: 'penalized' });
  const cut = vlaOperator.problem(inputs, { lambda0: 1, errorBound: 1 });
  return [
    ...(['chunk', 'parallel'] as const).map((form) => vlaOperator.plan(readThroughA, form, device, {})),
    vlaOperator.plan(cut, 'chunk', device, {}),
  ];
}

/** The gradient of VLA with every option that a device has. */
function generalGradientPlan(device: DeviceTraits): KernelPlan {
  const options = {
    lambda0: 1,
    errorBound: 1,
    readout: 'penalized',
    stabilization: { period: 20, epsilon: 0.1 },
  } as const;
  const problem = vlaOperator.problem(exampleInputs(vlaOperator, seededRandom(1), sizes), options);
  const states = ['initialMemory', 'initialInverse', 'finalMemoryGradient', 'finalInverseGradient'];
  const given = new Set(['q', 'k', 'v', 'u', ...states, 'outputGradient']);
  const call = { sizes: problem.sizes, options: problem.options, given };
  return vlaOperator.gradient.plan(call, 'recurrent', device);
}

/** The gradient by chunks of a call whose errors are cut, and which reads S through A. */
function chunkGradientPlan(device: DeviceTraits): KernelPlan {
  const options = { lambda0: 1, errorBound: 1, readout: 'penalized' } as const;
  const problem = vlaOperator.problem(exampleInputs(vlaOperator, seededRandom(1), sizes), options);
  const given = new Set(['q', 'k', 'v', 'u', 'outputGradient', 'finalInverseGradient']);
  return vlaOperator.gradient.plan({ sizes: problem.sizes, options: problem.options, given }, 'chunk', device);
}

interface Snapshot {
  readonly file: string;
  readonly text: string;
}

/** A file for each text that there is: the plan and the pass that have it first give it its name. */
function snapshots(): Snapshot[] {
  const seen = new Set<string>();
  return devices.flatMap(({ where, ending, ...traits }) => {
    const device = { ...traits, limits: DEFAULT_LIMITS };
    const plans = [
      ...Object.values<Operator>(operators).flatMap((one) => plansOf(one, device)),
      ...decoderPlans(device),
      generalPlan(device),
      ...chunkPlans(device),
      generalGradientPlan(device),
      chunkGradientPlan(device),
    ];
    return plans.flatMap(({ name, passes }) =>
      passes.flatMap(({ label, code }): Snapshot[] => {
        if (seen.has(code)) return [];
        seen.add(code);
        const file = `${slug(name.replace(/, in subgroups of \d+$/, ''))}/${slug(label)}${ending}.wgsl`;
        return [{ file, text: `// ${name}, on ${where}: ${label}\n\n${code}` }];
      }),
    );
  });
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

const all = snapshots();
const folder = new URL('wgsl/', import.meta.url);

test('every shader has a file of its own, and there is none without a shader', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.pathname.length).replace(/^\//, ''));
  expect(files.sort()).toEqual(all.map(({ file }) => file).sort());
});

test.each(all)('$file is what the plan has now; vitest -u writes it anew', async ({ file, text }) => {
  await expect(text).toMatchFileSnapshot(`wgsl/${file}`);
});
