/** Tokens [begin, end) whose write directions are in the workspace together. */
export interface Part {
  readonly begin: number;
  readonly end: number;
  /** Of a head, that have a place. */
  readonly tokens: number;
}
