import { watchWasm } from '@vla/kernels';
import { processorLabel } from '../../lib/computedIn.ts';
import type { Ran } from './protocol.ts';
import type { OpenedSession } from './session.ts';

/**
 * Follows what computes on a session from now on.
 *
 * @param training whether TensorFlow.js computes there, too, beside the operators
 */
export function watchPlace(
  { session, note }: OpenedSession,
  { training = false } = {},
): { readonly place: () => Omit<Ran, 'milliseconds'>; readonly end: () => void } {
  const { computedIn, end } = watchWasm();
  const { backend, adapter } = session;
  const { label, software } = adapter;
  const place = () => {
    if (backend !== 'wasm') return { backend, adapter: label, software, note };
    const { webAssembly, javaScript } = computedIn;
    const inJavaScript = javaScript.size > 0 && webAssembly.size === 0 && !training;
    const ran = inJavaScript ? ('cpu' as const) : backend;
    return { backend: ran, adapter: processorLabel(computedIn, { training }), software, note };
  };
  return { place, end };
}
