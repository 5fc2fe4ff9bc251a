import { DeviceError } from '../errors.ts';
import { relativeError } from '../math/vector.ts';
import type { Vector } from '../math/matrix.ts';

/** Relative error, in the Frobenius norm, that float32 arithmetic in another order stays well below. */
const TOLERANCE = 2e-4;
/** Where float32 on the processor loses more than that as well, the device may lose this many times as much… */
const MARGIN = 20;
/** …but never more than this share of the result. */
const LARGEST = 0.05;

export interface Comparison {
  /** Names what is compared, for the message: "VLA output, head 3, steps 0 to 99". */
  readonly name: string;
  readonly device: Vector;
  readonly reference: Vector;
  /** The same computed in float32 on the processor; called only when the first tolerance is exceeded. */
  readonly float32: () => Vector;
}

/** Throws DeviceError('self-check') with both values where the device is furthest off, when it is off too far. */
export function selfCheck({ name, device, reference, float32 }: Comparison): void {
  const error = relativeError(device, reference);
  if (error <= TOLERANCE) return;
  const onProcessor = relativeError(float32(), reference);
  const allowed = Math.min(LARGEST, Math.max(TOLERANCE, MARGIN * onProcessor));
  if (error <= allowed) return;
  const worst = furthest(device, reference);
  throw new DeviceError(
    'self-check',
    `${name}: relative error ${error.toExponential(1)} against the float64 reference, ${allowed.toExponential(1)} allowed; ` +
      `at index ${worst} the device gave ${device[worst]}, the reference ${reference[worst]}. No result`,
  );
}

function furthest(a: Vector, b: Vector): number {
  const distance = (i: number) => (Number.isFinite(a[i]) ? Math.abs(a[i] - b[i]) : Infinity);
  let worst = 0;
  for (let i = 1; i < b.length; i++) if (distance(i) > distance(worst)) worst = i;
  return worst;
}
