import { openSession, type Backend, type Session } from '@vla/kernels';
import { relativeError } from '@vla/kernels/math';
import type { Progress } from '../../lib/experiment.ts';
import { messageOf } from '../../lib/messageOf.ts';
import { deviceCases } from './cases.ts';
import type { CaseResult, DeviceReport } from './report.ts';

/** Relative Frobenius norm that float32 kernels must keep against float64. */
const tolerance = 2e-5;

interface CheckArguments {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Runs every case in every form on the session, each against the float64 reference. A fault is a failed case. */
export async function checkDevice({ session, signal, onProgress }: CheckArguments): Promise<DeviceReport> {
  const reference = await openSession({ backend: 'reference' });
  const cases = deviceCases();
  const results: CaseResult[] = [];
  for (const [index, deviceCase] of cases.entries()) {
    onProgress({ fraction: index / cases.length, message: deviceCase.title });
    const { tensors: expected } = await deviceCase.run({ session: reference, signal });
    for (const form of deviceCase.forms) {
      const labels = { operator: deviceCase.title, form, sizes: deviceCase.sizes, tolerance };
      try {
        const { tensors: own, ran } = await deviceCase.run({ session, form, signal });
        if (!isPlace(session, ran.backend) || ran.form !== form) {
          throw new Error(`${ran.form} ran on ${ran.backend} where ${form} on ${session.backend} was asked for`);
        }
        for (const [tensor, wanted] of Object.entries(expected)) {
          const error = relativeError(own[tensor]!.data, wanted.data);
          results.push({ ...labels, tensor, relativeError: error, ok: error <= tolerance, failure: null });
        }
      } catch (error) {
        signal.throwIfAborted();
        results.push({ ...labels, tensor: 'all', relativeError: null, ok: false, failure: messageOf(error) });
      }
    }
  }
  return { ...describe(session), cases: results };
}

/** Whether a session may compute there: WebAssembly leaves the forms that it has not to JavaScript, and its label says so. */
function isPlace({ backend }: Session, ran: Backend): boolean {
  return ran === backend || (backend === 'wasm' && ran === 'cpu');
}

function describe(session: Session): Omit<DeviceReport, 'cases'> {
  const { label, vendor, architecture, description } = session.adapter;
  const device = { adapter: label, vendor, architecture, description };
  if (session.backend !== 'webgpu') return { ...device, limits: {}, features: [] };
  const limits: Record<string, number> = {};
  for (const name in session.limits) {
    const value = session.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') limits[name] = value;
  }
  return { ...device, limits, features: [...session.features].sort() };
}
