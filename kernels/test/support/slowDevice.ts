import { CANARY_WORD } from '../../src/runtime/guards.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';

interface Wait {
  /** When the work is done that it is for. */
  readonly end: number;
  readonly resolve: () => void;
}

/**
 * A device that looks for finished work only at certain times, as Firefox does, on the timers of fakeClock. Every workgroup
 * takes it `workgroup` milliseconds. It computes nothing: buffers are as a job filled them.
 */
export class SlowDevice {
  /** Submissions with something in them. */
  submissions = 0;
  /** Those with nothing, which only ask. */
  questions = 0;
  readonly limits = DEFAULT_LIMITS;
  readonly features = new Set<string>();
  readonly lost: Promise<GPUDeviceLostInfo>;
  lose!: () => void;
  readonly queue = {
    submit: (commands: readonly { readonly cost: number }[]): void => this.#submit(commands),
    onSubmittedWorkDone: (): Promise<void> => this.wait(),
    writeBuffer: (): void => undefined,
  };
  readonly #workgroup: number;
  readonly #hearsQuestions: boolean;
  #waits: Wait[] = [];
  #end = 0;
  #cost = 0;

  /** @param every milliseconds from look to look; 0 for a device that says at once when work is done */
  constructor({ every = 100, hearsQuestions = true, workgroup = 1 } = {}) {
    this.#workgroup = workgroup;
    this.#hearsQuestions = hearsQuestions;
    this.lost = new Promise((resolve) => {
      this.lose = () => resolve({ reason: 'unknown', message: 'gone' } as GPUDeviceLostInfo);
    });
    this.#every = every;
    if (every > 0) setInterval(() => this.#look(), every);
  }

  readonly #every: number;

  get device(): GPUDevice {
    return this as unknown as GPUDevice;
  }

  /** Resolves at the first look after everything submitted so far is done. */
  wait(): Promise<void> {
    const end = Math.max(this.#end, Date.now());
    return new Promise((resolve) => {
      if (this.#every === 0) setTimeout(resolve, end - Date.now());
      else this.#waits.push({ end, resolve });
    });
  }

  /** Submits work of so many milliseconds. */
  work(milliseconds: number): void {
    this.queue.submit([{ cost: milliseconds }]);
  }

  #submit(commands: readonly { readonly cost: number }[]): void {
    if (commands.length === 0) this.questions++;
    else this.submissions++;
    for (const { cost } of commands) this.#end = Math.max(this.#end, Date.now()) + cost;
    if (this.#hearsQuestions) this.#look();
  }

  #look(): void {
    const now = Date.now();
    for (const { end, resolve } of this.#waits) if (end <= now) resolve();
    this.#waits = this.#waits.filter(({ end }) => end > now);
  }

  pushErrorScope = (): void => undefined;
  popErrorScope = (): Promise<null> => Promise.resolve(null);
  createShaderModule = () => ({ getCompilationInfo: () => Promise.resolve({ messages: [] }) });
  createBindGroupLayout = () => ({});
  createPipelineLayout = () => ({});
  createBindGroup = () => ({});
  createComputePipelineAsync = () => Promise.resolve({});

  createBuffer = ({ size }: { readonly size: number }) => {
    const words = new Int32Array(size / 4).fill(CANARY_WORD);
    return {
      size,
      getMappedRange: () => words.buffer,
      unmap: () => undefined,
      destroy: () => undefined,
      mapAsync: () => this.wait(),
    };
  };

  createCommandEncoder = () => {
    this.#cost = 0;
    return {
      beginComputePass: () => ({
        setPipeline: () => undefined,
        setBindGroup: () => undefined,
        dispatchWorkgroups: (x: number, y: number, z: number) => (this.#cost += x * y * z * this.#workgroup),
        end: () => undefined,
      }),
      copyBufferToBuffer: () => undefined,
      finish: () => ({ cost: this.#cost }),
    };
  };
}
