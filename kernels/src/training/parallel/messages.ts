import type { DeviceFault } from '../../errors.ts';
import { ArgumentError, DeviceError, messageOf } from '../../errors.ts';
import type { TransformerConfig } from '../../model/index.ts';
import type { BatchSlice } from './slices.ts';

/** Asks for loss and gradient of a slice. It says all that decides them: whoever answers remembers nothing. */
export interface ToReplica extends BatchSlice {
  /** Repeated in the answer. */
  readonly call: number;
  readonly config: TransformerConfig;
  /** All weights in their order, one after the other. */
  readonly weights: Float32Array<ArrayBuffer>;
}

export type FromReplica =
  /** Is said once, by itself: the name of the tfjs backend that will compute. */
  | { readonly type: 'ready'; readonly backend: string }
  | GradientAnswer
  | { readonly type: 'failure'; readonly call: number; readonly failure: SentError };

export interface GradientAnswer {
  readonly type: 'gradient';
  readonly call: number;
  readonly loss: number;
  readonly gradient: Float32Array<ArrayBuffer>;
}

/** An error as plain data. What a number that is not finite leads to is known by its kind on the other side, too. */
export interface SentError {
  readonly kind: 'argument' | 'device' | 'other';
  /** Of an argument error its argument, of a device error its fault. */
  readonly subject: string;
  readonly message: string;
}

export function sentError(error: unknown): SentError {
  if (error instanceof ArgumentError) {
    return { kind: 'argument', subject: error.argument, message: error.message.slice(error.argument.length + 2) };
  }
  if (error instanceof DeviceError) return { kind: 'device', subject: error.fault, message: error.message };
  return { kind: 'other', subject: '', message: messageOf(error) };
}

export function receivedError({ kind, subject, message }: SentError, from: string): Error {
  if (kind === 'argument') return new ArgumentError(subject, message);
  return kind === 'device' ? new DeviceError(subject as DeviceFault, message) : new Error(`${from}: ${message}`);
}
