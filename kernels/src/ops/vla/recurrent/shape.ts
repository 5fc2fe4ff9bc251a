/** Sizes and choices that the shader text depends on; everything else arrives in uniforms. */
export interface VlaRecurrentShape {
  readonly D: number;
  readonly Dv: number;
  readonly R: number;
  readonly workgroupSize: number;
  /** Neighbouring rows of A, and of S, that one invocation keeps. */
  readonly rowsA: number;
  readonly rowsS: number;
  /**
   * "wide": rows in private memory, in vec4s, passes over them unrolled. "small": rows stay in the state buffer,
   * passes are loops over single numbers; for compilers that take many seconds over the wide text.
   */
  readonly text: 'wide' | 'small';
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
  /** Whether epsilon·I is added periodically. */
  readonly nudge: boolean;
  readonly renormalize: boolean;
  readonly keepIntermediates: boolean;
}
