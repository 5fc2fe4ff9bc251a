/** One operator in one form on the reader's device, against the float64 reference. */
export interface CaseResult {
  readonly operator: string;
  readonly form: string;
  /** Sizes in words, for example "T 100, D 16". */
  readonly sizes: string;
  readonly tensor: string;
  /** ‖own − reference‖ / ‖reference‖ (Frobenius), or null when there was no result. */
  readonly relativeError: number | null;
  readonly tolerance: number;
  readonly ok: boolean;
  /** Why there was no result, or null. */
  readonly failure: string | null;
}

/** What the device check found. Plain JSON. */
export interface DeviceReport {
  readonly adapter: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
  readonly cases: readonly CaseResult[];
}
