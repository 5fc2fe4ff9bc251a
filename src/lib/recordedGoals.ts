/** What `npm run bench` recorded of some goals in one program, as a page shows it. */
export interface RecordedGoals {
  /** "CPU (float32, WebAssembly), in Node". */
  readonly place: string;
  /** Model of the processor. */
  readonly processor: string;
  /** "2026-01-31". */
  readonly date: string;
  readonly rows: readonly RecordedGoal[];
}

export interface RecordedGoal {
  readonly goal: string;
  readonly title: string;
  /** "H = 8, T = 2048". */
  readonly shape: string;
  /** "≥ 12 GFLOP/s"; null where there is none. */
  readonly bound: string | null;
  /** "13.1 GFLOP/s (12.9–13.4)": the median, and what lies around eight of ten measurements. */
  readonly measured: string;
  /** Null where there is no bound. */
  readonly met: boolean | null;
}
