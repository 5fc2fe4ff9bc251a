import type { ProcessorSuiteName } from '@vla/kernels/bench';

/** What the benchmark can measure, one by one. */
export type PartName =
  'crossover' | 'linear-scaling' | 'forward' | 'gradient' | 'scaling' | 'decode' | 'accuracy' | ProcessorSuiteName;

export interface Part {
  readonly name: PartName;
  readonly label: string;
  readonly help: string;
  /** An experiment of this site, which draws its result, or a suite of the kernel package. */
  readonly kind: 'experiment' | 'suite';
  /** Whether there is something to measure without a graphics device. */
  readonly onCpu: boolean;
  /** Expected share of the time. */
  readonly weight: number;
}

export const parts: readonly Part[] = [
  {
    name: 'crossover',
    label: 'Crossover with softmax',
    help: 'from which length on VLA is faster here',
    kind: 'experiment',
    onCpu: true,
    weight: 3,
  },
  {
    name: 'linear-scaling',
    label: 'Time against length',
    help: 'every operator in every form, and the exponents',
    kind: 'experiment',
    onCpu: true,
    weight: 3,
  },
  {
    name: 'forward',
    label: 'Forward pass',
    help: 'the kernels against a loop of operations, and against the best matrix product',
    kind: 'suite',
    onCpu: false,
    weight: 4,
  },
  {
    name: 'gradient',
    label: 'Training step',
    help: 'forward and backward, against the forward pass and a loop of operations that TensorFlow.js differentiates',
    kind: 'suite',
    onCpu: false,
    weight: 8,
  },
  {
    name: 'scaling',
    label: 'Long sequences',
    help: 'one head: times, memory, and the longest length',
    kind: 'suite',
    onCpu: false,
    weight: 5,
  },
  {
    name: 'decode',
    label: 'Decoding',
    help: 'one token at a time, against a dispatch that does nothing',
    kind: 'suite',
    onCpu: false,
    weight: 1,
  },
  {
    name: 'accuracy',
    label: 'Accuracy',
    help: 'float32 against float64, and a sequence that is cut in two',
    kind: 'suite',
    onCpu: false,
    weight: 3,
  },
  {
    name: 'processor',
    label: 'Without a GPU',
    help: 'every operator in WebAssembly on the processor, against the same in JavaScript',
    kind: 'suite',
    onCpu: true,
    weight: 4,
  },
  {
    name: 'training',
    label: 'Training without a GPU',
    help: 'a step of a small transformer with our kernels in WebAssembly, against one without',
    kind: 'suite',
    onCpu: true,
    weight: 3,
  },
];

/** How long to measure. */
export type Thoroughness = 'quick' | 'full';

/** Interleaved pairs of timings: three give an impression, nine a median with percentiles worth quoting. */
export const pairsOf: Readonly<Record<Thoroughness, number>> = { quick: 3, full: 9 };
