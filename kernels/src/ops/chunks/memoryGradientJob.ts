import type { Matrix } from '../../math/matrix.ts';
import { copy } from '../../math/matrix.ts';
import { backwardJob } from '../host/backwardJob.ts';
import type { HostJob } from '../host/job.ts';
import { memoryChunk, memoryChunkGradient } from './memoryChunk.ts';
import type { MemoryChunk, ChunkGradients } from './memoryChunk.ts';

/** Steps [first, last) of all heads, counted (b·H + h)·T + t. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The gradient of an operator whose memory S [rows,D] is written along directions that do not depend on S. */
export interface MemoryGradient<Result> {
  readonly sizes: { readonly B: number; readonly H: number; readonly T: number; readonly D: number };
  readonly rows: number;
  readonly error: 'residual' | 'additive';
  /** Steps per chunk. */
  readonly chunkLength: number;
  chunkAt(span: Span): MemoryChunk;
  /** S before the first step of a head, and the gradient with respect to S after the last one. */
  start(head: number): Matrix;
  end(head: number): Matrix;
  /** With respect to what S answers, [C,rows] both. */
  outputGradient(span: Span, answers: Matrix): Matrix;
  /** Receives the gradients of a chunk. */
  take(span: Span, gradients: ChunkGradients): void;
  /** Receives the gradient with respect to S before the first step. */
  takeStart(head: number, gradient: Matrix): void;
  finish(): Result;
}

/** The gradient in float64, chunk by chunk: a job with one step per head and chunk forwards, and one backwards. */
export function memoryGradientJob<Result>(memory: MemoryGradient<Result>): HostJob<Result> {
  const { sizes, rows, error, chunkLength } = memory;
  const { B, H, T, D } = sizes;
  const chunks = Math.ceil(T / chunkLength);
  let R: Matrix;

  function spanOf(index: number): Span {
    const start = (index % chunks) * chunkLength;
    const first = Math.floor(index / chunks) * T + start;
    return { first, last: first + Math.min(chunkLength, T - start) };
  }

  return backwardJob<Matrix, Result>({
    heads: B * H,
    T: chunks,
    stateSize: rows * D,
    start: (head) => memory.start(head),
    copy,
    advance(S, index) {
      S.data.set(memoryChunk(S, memory.chunkAt(spanOf(index)), error).memory.data);
    },
    end(head) {
      R = memory.end(head);
    },
    reverse(index, S) {
      const span = spanOf(index);
      const chunk = memory.chunkAt(span);
      const { errors, output } = memoryChunk(S, chunk, error);
      const outputGradient = memory.outputGradient(span, output);
      const gradients = memoryChunkGradient({ ...chunk, S, R, errors, outputGradient }, error);
      R = gradients.R;
      memory.take(span, gradients);
      if (index % chunks === 0) memory.takeStart(index / chunks, R);
    },
    finish: () => memory.finish(),
  });
}
