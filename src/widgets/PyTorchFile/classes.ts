import type { SourceClass } from '@vla/kernels/model';

/** The authors’ classes. Not taken from the package, which comes with the first use alone; a test holds them together. */
export const sourceClassNames = [
  'VLAv3',
  'VLALayer',
  'VLASequential',
  'DeltaNetLayer',
  'LinearTransformerLayer',
  'VLAv3Attn',
  'DeltaNetAttn',
  'LinearAttn',
  'SoftmaxAttn',
  'TinyLM',
  'LRAModel',
] as const satisfies readonly SourceClass[];
