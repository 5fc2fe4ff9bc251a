/**
 * A device job as plain data: built and tested without a GPU, run by a session.
 *
 * All buffers hold 32-bit words. A pass binds its buffers at @group(0) @binding(0), (1), … in the listed order, and its
 * settings, if any, at the next binding. Text, bindings and settings of a pass come from one declaration: shader.ts.
 */
export interface BufferPlan {
  readonly name: string;
  /**
   * input: filled from the caller's tensor, read only. output: written in full by the passes.
   * state: filled from the caller, updated in place, returned. kept: a state that stays on the device, in a
   * KeptBuffer that the caller names. scratch: never leaves the device.
   */
  readonly role: 'input' | 'output' | 'state' | 'kept' | 'scratch';
  /** Length in 32-bit words. */
  readonly words: number;
}

/** Names of the share of a pass's range that one dispatch takes, which the session writes before all other settings. */
export const RANGE = ['begin', 'end'] as const;

declare const packed: unique symbol;

/** The 32-bit words of a shader's settings, which only its declaration makes. */
export type PackedSettings = readonly number[] & { readonly [packed]: true };

export interface PassPlan {
  readonly label: string;
  /** WGSL with the entry point `main`. Equal text is compiled once per session. */
  readonly code: string;
  /** Buffer names in binding order. At most 8: what every device guarantees. */
  readonly bindings: readonly string[];
  /** Numbers that may change from pass to pass without a new shader. */
  readonly uniforms?: PackedSettings;
  readonly workgroups: readonly [number, number, number];
  /**
   * Set when the pass goes over a range of steps and keeps its state in buffers in between, so that it may
   * run as several dispatches: [begin, end) in cuts at multiples of `multiple`. The settings of a dispatch then begin with
   * its own begin and end, filled in by the session; `uniforms` follow.
   *
   * With `perStep`, the second direction of the grid counts steps from the begin of the dispatch on, and a dispatch has as
   * many workgroups there as it has steps. Otherwise every dispatch has the whole grid.
   */
  readonly range?: {
    readonly begin: number;
    readonly end: number;
    readonly multiple: number;
    readonly perStep?: boolean;
  };
  /** Floating-point operations, for progress and for bounding the work of one submission. */
  readonly flops: number;
}

export interface KernelPlan {
  readonly name: string;
  readonly buffers: readonly BufferPlan[];
  /** In order. The session may submit after any pass, and stops there when cancelled. */
  readonly passes: readonly PassPlan[];
  /**
   * Passes that take several runs of a repeated plan at once, one after another, where there are such: input and output of a run are a slot
   * (slots.ts) after those of the run before. Asked for the same number of runs it gives the same passes.
   */
  readonly together?: (runs: number) => readonly PassPlan[];
  /** Workgroup memory of the largest pass in bytes; checked against the device before any work. */
  readonly workgroupBytes: number;
  /** Invocations per workgroup of the largest pass. */
  readonly workgroupSize: number;
}
