import type { Form, HostTensor, RunOptions, RunReport } from '@vla/kernels';
import {
  exampleInputs,
  operatorNames,
  operators,
  runOperator,
  type Operator,
  type Problem,
} from '@vla/kernels/operators';
import { seededRandom } from '@vla/kernels/random';
import { capitalized } from '../../lib/format.ts';

export interface DeviceCase {
  /** The operator and what is particular about its options, for readers. */
  readonly title: string;
  /** Every form that honours the options. */
  readonly forms: readonly Form[];
  /** In words. */
  readonly sizes: string;
  /** Runs the same inputs wherever the options say. */
  readonly run: (options: RunOptions) => Promise<CaseRun>;
}

export interface CaseRun {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly ran: RunReport;
}

/** Odd lengths, Dv ≠ D, a rank above one, sizes that no vector divides. */
const sizesInTurn = [
  { B: 2, H: 2, T: 75, D: 16, Dv: 24, R: 1 },
  { B: 2, H: 2, T: 75, D: 16, Dv: 24, R: 2 },
  { B: 2, H: 2, T: 40, D: 33, Dv: 8, R: 1 },
];

/** Small problems for every operator, with all options that make a difference, in every form that honours them. */
export function deviceCases(): DeviceCase[] {
  return operatorNames.flatMap((name) => {
    const operator: Operator = operators[name];
    return operator.example.options.map(([variant, options], index) =>
      caseOf(operator, variant, options, sizesInTurn[index % sizesInTurn.length]!),
    );
  });
}

function caseOf(
  operator: Operator,
  variant: string,
  options: RunOptions,
  sizes: (typeof sizesInTurn)[number],
): DeviceCase {
  const inputs = exampleInputs(operator, seededRandom(1), sizes);
  const problem = operator.problem(inputs, options);
  const { T, D, Dv, R } = sizes;
  const hasRank = Object.values(operator.inputs.required).some((axes) => axes.includes('R'));
  return {
    title: `${capitalized(operator.label)}, ${variant}`,
    forms: operator.forms.filter((form) => !operator.obstacle?.(problem, form)),
    sizes: `T ${T}, D ${D}, Dv ${Dv}${hasRank ? `, R ${R}` : ''}`,
    async run(where) {
      const all = { ...options, ...where };
      const { ran, ...results } = await runOperator<Problem, RunOptions, Promise<Results>>(operator, inputs, all);
      const tensors = operator.differentiable.map((result) => [result, (results as CaseRun['tensors'])[result]!]);
      return { tensors: Object.fromEntries(tensors) as CaseRun['tensors'], ran };
    },
  };
}

type Results = CaseRun['tensors'] & { readonly ran: RunReport };
