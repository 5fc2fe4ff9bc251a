import type { WebGpuSession } from '@vla/kernels';
import { failureOf } from '../../widgets/worker/failure.ts';
import { deviations } from './compare.ts';
import { compilerWords } from './compilerWords.ts';
import { kernelPlan, seededInputs, withText } from './kernels.ts';
import type { CompilerMessage, FromKernelWorker, ToKernelWorker } from './protocol.ts';

/** Compiles a changed kernel, and where that works runs it and the original on the same seeded numbers. */
export async function tryKernel(
  session: WebGpuSession,
  { kernel, text, seed }: ToKernelWorker,
): Promise<FromKernelWorker> {
  const adapter = session.adapter.label;
  const messages = await compilerMessages(session.device, text);
  if (messages.some(({ kind }) => kind === 'error')) return { type: 'refused', messages, adapter };
  const plan = kernelPlan(kernel);
  const inputs = seededInputs(plan, seed);
  const original = await session.execute(plan, inputs);
  try {
    const changed = await session.execute(withText(plan, text), inputs);
    return { type: 'compared', messages, deviations: deviations(original.outputs, changed.outputs), adapter };
  } catch (error) {
    return { type: 'failed', messages, failure: failureOf(error) };
  }
}

async function compilerMessages(device: GPUDevice, code: string): Promise<CompilerMessage[]> {
  // The messages say it all, so the error of the module itself is caught and left.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: 'changed kernel', code });
  await device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  return messages.map(({ lineNum, linePos, type, message }) => ({
    line: lineNum,
    column: linePos,
    kind: type,
    message: compilerWords(message),
  }));
}
