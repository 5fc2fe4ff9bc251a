import { checkSignal } from '../../runtime/abort.ts';
import type { Readback } from '../../runtime/session.ts';
import { elementCount } from '../../tensor.ts';
import type { HostNumbers, HostTensor } from '../../tensor.ts';
import type { AttentionSizes, Axes, InputAxes } from '../validation/axes.ts';
import { hasTokens, shapeOf, withoutAxis } from '../validation/axes.ts';
import { checkKeys, choiceOption } from '../validation/options.ts';
import { checkHostTensor, checkRank, checkShape } from '../validation/tensors.ts';

type Sizes = AttentionSizes & { readonly R: number };

/**
 * The tensors of a token, each with a time axis of length 1; or of `many`, which have one.
 *
 * @throws ArgumentError unless they are the operator's tensors of tokens and no others, in the decoder's sizes
 */
export function tokenTensors(
  { required, optional }: InputAxes,
  token: unknown,
  given: Sizes,
  many = false,
): Record<string, HostTensor> {
  const ofToken = Object.entries({ ...required, ...optional }).filter(([, axes]) => hasTokens(axes));
  checkKeys(
    many ? 'tokens' : 'token',
    token,
    ofToken.map(([name]) => name),
  );
  const tensors = token as Readonly<Record<string, HostTensor | undefined>>;
  const names = ofToken.filter(([name]) => name in required || tensors[name] !== undefined);
  const sizes = many ? { ...given, T: countOf(tensors['q']) } : given;
  return Object.fromEntries(
    names.map(([name, axes]) => {
      const tensor = tensors[name];
      checkHostTensor(name, tensor);
      const checked = checkedTensor(name, tensor, many ? axes : withoutAxis(axes, 'T'), sizes);
      return [name, many ? checked : withStep(checked)];
    }),
  );
}

/** How many tokens there are, as q has it. */
function countOf(q: HostTensor | undefined): number {
  checkHostTensor('q', q);
  checkRank('q', q.shape, [4], '[B,H,T,D]');
  return q.shape[2]!;
}

function checkedTensor(name: string, tensor: HostTensor, axes: Axes, sizes: Sizes): HostTensor {
  // As in calls, the axis of directions may be left out where there is one.
  const short = withoutAxis(axes, 'R');
  const letters = sizes.R === 1 && tensor.shape.length === shapeOf(short, sizes).length ? short : axes;
  checkShape(name, tensor.shape, shapeOf(letters, sizes), letters);
  return tensor;
}

/** A tensor of one token, [B,H,…], with a time axis, [B,H,1,…]. */
function withStep({ shape, data }: HostTensor): HostTensor {
  return { shape: [...shape.slice(0, 2), 1, ...shape.slice(2)], data };
}

/** A tensor [B,H,1,…] without its time axis. */
export function withoutStep<N extends HostNumbers>({ shape, data }: HostTensor<N>): HostTensor<N> {
  return { shape: [...shape.slice(0, 2), ...shape.slice(3)], data };
}

/** Step t of a tensor [B,H,T,…], as a copy [B,H,1,…]. */
export function stepOf({ shape, data }: HostTensor, t: number): HostTensor {
  const [B, H, T, ...rest] = shape as [number, number, number, ...number[]];
  const width = elementCount(rest);
  const step = new (data.constructor as Float32ArrayConstructor)(B * H * width);
  for (let head = 0; head < B * H; head++) {
    const start = (head * T + t) * width;
    step.set(data.subarray(start, start + width), head * width);
  }
  return { shape: [B, H, 1, ...rest], data: step };
}

const READBACKS = ['all', 'last', 'none'] as const;

/** The options of a call, with their defaults. Throws ArgumentError. */
export function callOptions(options: unknown = {}): { readback: Readback; signal: AbortSignal | undefined } {
  checkKeys('options', options, ['readback', 'signal']);
  const { readback, signal } = options as { readback?: Readback; signal?: AbortSignal };
  checkSignal(signal);
  return { readback: choiceOption({ name: 'readback', value: readback, fallback: 'all', choices: READBACKS }), signal };
}
