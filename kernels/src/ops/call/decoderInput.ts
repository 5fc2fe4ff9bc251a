import { ArgumentError } from '../../errors.ts';
import type { HostTensor } from '../../tensor.ts';
import type { AttentionSizes, Axes, InputAxes } from '../validation/axes.ts';
import { hasTokens, shapeOf, withoutAxis } from '../validation/axes.ts';
import { checkKeys, isCount, numberOption } from '../validation/options.ts';
import { checkHostTensor, checkShape } from '../validation/tensors.ts';

type Sizes = AttentionSizes & { readonly R: number };

/**
 * The tensors of a token, each with a time axis of length 1.
 *
 * @throws ArgumentError unless a token has the operator's tensors of tokens and no others, in the decoder's sizes
 */
export function tokenTensors(
  { required, optional }: InputAxes,
  token: unknown,
  sizes: Sizes,
): Record<string, HostTensor> {
  const ofToken = Object.entries({ ...required, ...optional }).filter(([, axes]) => hasTokens(axes));
  checkKeys(
    'token',
    token,
    ofToken.map(([name]) => name),
  );
  const tensors = token as Readonly<Record<string, HostTensor | undefined>>;
  const given = ofToken.filter(([name]) => name in required || tensors[name] !== undefined);
  return Object.fromEntries(given.map(([name, axes]) => [name, atOneStep(name, tensors[name], axes, sizes)]));
}

/** A tensor of one token, for example [B,H,D], checked and with a time axis of length 1, [B,H,1,D]. */
function atOneStep(name: string, tensor: HostTensor | undefined, axes: Axes, sizes: Sizes): HostTensor {
  checkHostTensor(name, tensor);
  const whole = withoutAxis(axes, 'T');
  const short = withoutAxis(whole, 'R');
  // As in calls, the axis of directions may be left out where there is one.
  const letters = sizes.R === 1 && tensor.shape.length === shapeOf(short, sizes).length ? short : whole;
  checkShape(name, tensor.shape, shapeOf(letters, sizes), letters);
  const [B, H, ...rest] = tensor.shape as [number, number, ...number[]];
  return { shape: [B, H, 1, ...rest], data: tensor.data };
}

/** A tensor [B,H,1,…] without its time axis. */
export function withoutStep({ shape, data }: HostTensor): HostTensor {
  return { shape: [...shape.slice(0, 2), ...shape.slice(3)], data };
}

/** Throws ArgumentError unless a state to continue from has these tensors, and a number of steps. */
export function checkState(state: unknown, names: readonly string[]): void {
  if (state === undefined) return;
  checkKeys('state', state, [...names, 'steps']);
  const { steps, ...tensors } = state as Readonly<Record<string, unknown>>;
  for (const name of names) checkHostTensor(`state.${name}`, tensors[name]);
  numberOption({ name: 'state.steps', value: steps, expected: 'a non-negative integer', accept: isCount });
}

/** Throws ArgumentError unless every size is a positive integer. */
export function checkSizes(sizes: Readonly<Record<string, number | undefined>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (size === undefined || (Number.isSafeInteger(size) && size >= 1)) continue;
    throw new ArgumentError(`sizes.${name}`, `was ${size}; expected a positive integer`);
  }
}
