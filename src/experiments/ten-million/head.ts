/** Numbers of the state: what is stored is rounded to them. */
export type Numbers = Float32Array | Float64Array;

export interface HeadSettings {
  readonly size: number;
  readonly lambda0: number;
  /** 0: no nudge. */
  readonly period: number;
  readonly epsilon: number;
}

/** One head of VLA with v3's core, token by token, in place: state and intermediates in the precision of the arrays that it is made of. */
export class Head {
  readonly inverse: Numbers;
  readonly memory: Numbers;
  readonly #settings: HeadSettings;
  readonly #z: Numbers;
  readonly #alpha: Numbers;
  #steps = 0;

  constructor(settings: HeadSettings, make: (length: number) => Numbers) {
    const { size, lambda0 } = settings;
    this.#settings = settings;
    this.inverse = make(size * size);
    this.memory = make(size * size);
    this.#z = make(size);
    this.#alpha = make(size);
    for (let i = 0; i < size; i++) this.inverse[i * size + i] = 1 / lambda0;
  }

  /** Takes the token whose vectors begin at `at`. */
  step(token: Readonly<Record<'k' | 'v' | 'u', Float32Array>>, at: number): void {
    this.#steps++;
    this.#penalise(token.u, at);
    this.#write(token.k, token.v, at);
  }

  #penalise(u: Float32Array, at: number): void {
    const { size, period, epsilon } = this.#settings;
    const [A, z] = [this.inverse, this.#z];
    let delta = 1;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += A[i * size + j]! * u[at + j]!;
      z[i] = sum;
      delta += u[at + i]! * z[i]!;
    }
    for (let i = 0; i < size; i++) {
      const scaled = z[i]! / delta;
      for (let j = 0; j < size; j++) A[i * size + j]! -= scaled * z[j]!;
    }
    if (period > 0 && this.#steps % period === 0) for (let i = 0; i < size; i++) A[i * size + i]! += epsilon;
  }

  #write(k: Float32Array, v: Float32Array, at: number): void {
    const { size } = this.#settings;
    const [A, S, alpha] = [this.inverse, this.memory, this.#alpha];
    let squares = 0;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += A[i * size + j]! * k[at + j]!;
      alpha[i] = sum;
      squares += alpha[i]! * alpha[i]!;
    }
    const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
    for (let i = 0; i < size; i++) {
      let error = v[at + i]!;
      for (let j = 0; j < size; j++) error -= S[i * size + j]! * k[at + j]!;
      for (let j = 0; j < size; j++) S[i * size + j]! += error * alpha[j]! * scale;
    }
  }
}
