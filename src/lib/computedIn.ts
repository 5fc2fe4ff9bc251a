import type { ComputedIn } from '@vla/kernels';
import { operatorLabels } from '@vla/kernels/labels';

/** What a run on the backend "wasm" was computed on: where WebAssembly has not the form of a call, JavaScript does, and is named. */
export function processorLabel({ webAssembly, javaScript }: ComputedIn, { training }: { training: boolean }): string {
  if (javaScript.size === 0) return 'CPU (float32, WebAssembly)';
  // In training TensorFlow.js computes in WebAssembly, too, beside the operators.
  if (webAssembly.size === 0 && !training) return 'CPU (float32, JavaScript)';
  const labels: Readonly<Record<string, string>> = operatorLabels;
  const names = new Set([...javaScript].map((name) => labels[name.replace(/ gradient$/, '')] ?? name));
  return `CPU (float32, WebAssembly; ${new Intl.ListFormat('en').format(names)} in JavaScript)`;
}
