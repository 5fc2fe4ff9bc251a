import { clockStep } from './clock.ts';
import { withTimeLimit } from './timeLimit.ts';

/** Milliseconds: a device that takes longer to say that it has nothing to do says so at fixed times only. */
const PROMPT = 20;
/** Waits of which the shortest counts, since anything may hold up one of them. */
const TRIES = 2;
/** And where questions are tried: a device that was busy when its session opened may have work of ours by now. */
const ASKED_TRIES = 6;
/** Milliseconds that the opening of a session waits for a device which is busy with something else. */
const LONGEST_PROBE = 1000;
/** Milliseconds before each question. */
const PAUSES = [0, 1, 2, 4];
/** Questions after which a wait is left to itself: nobody waits for a submission longer than two minutes. */
const MOST_QUESTIONS = 30_000;

/**
 * How a device says that its work is done. Firefox looks for finished work every 100 ms, and with every submission. So a device
 * of which waiting has shown that it answers late, and sooner when something is submitted, is asked: while somebody waits
 * for it, it gets empty submissions. Any other device gets none.
 */
export class Answers {
  readonly #device: Pick<GPUDevice, 'queue'>;
  #latency = 0;
  #step = 0;
  #isAsked = false;
  #isGone = false;
  #waits = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probing: Promise<void> | null = null;

  constructor(device: Pick<GPUDevice, 'queue'>) {
    this.#device = device;
  }

  /** Milliseconds that an answer takes when there is nothing to do; 0 before {@link probe}. */
  get latency(): number {
    return this.#latency;
  }

  /** Milliseconds by which the clock moves on at a time; 0 before {@link probe}. */
  get step(): number {
    return this.#step;
  }

  /** Whether the answers come so late that they say little about how long the work took. */
  get areLate(): boolean {
    return this.#latency > PROMPT;
  }

  /** Finds out how the device answers, once. Resolves after a second at the latest, and never rejects. */
  async probe(): Promise<void> {
    this.#probing ??= this.#find().catch(() => undefined);
    const late = () => new Error('the device is busy, and will be looked at later');
    await withTimeLimit(this.#probing, LONGEST_PROBE, late).catch(() => undefined);
  }

  async #find(): Promise<void> {
    this.#step = clockStep();
    // The first answer comes anywhere within the device's round, and those after it a whole round later.
    await this.#answer();
    const own = await this.#shortest(TRIES, 0);
    this.#latency = own;
    if (own <= PROMPT) return;
    this.#isAsked = true;
    const asked = await this.#shortest(ASKED_TRIES, own / 2);
    this.#isAsked = asked < own / 2;
    this.#latency = Math.min(own, asked);
  }

  /** Of some waits, or of fewer once one is shorter than `enough`. */
  async #shortest(tries: number, enough: number): Promise<number> {
    let shortest = Infinity;
    for (let i = 0; i < tries && !(shortest < enough); i++) shortest = Math.min(shortest, await this.#answer());
    return shortest;
  }

  async #answer(): Promise<number> {
    const start = performance.now();
    const work = this.#device.queue.onSubmittedWorkDone();
    this.askUntil(work);
    await work;
    return performance.now() - start;
  }

  /** Asks the device, if it has to be asked, until `work` settles. */
  askUntil(work: Promise<unknown>): void {
    if (!this.#isAsked || this.#isGone) return;
    this.#waits++;
    this.#ask(0);
    const done = (): void => {
      if (--this.#waits === 0) clearTimeout(this.#timer);
    };
    work.then(done, done);
  }

  /** For a device that is gone: asks nothing any more. */
  stop(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
  }

  #ask(count: number): void {
    clearTimeout(this.#timer);
    if (count === MOST_QUESTIONS) return;
    const pause = PAUSES[Math.min(count, PAUSES.length - 1)];
    this.#timer = setTimeout(() => {
      this.#device.queue.submit([]);
      this.#ask(count + 1);
    }, pause);
    // In Node a question is no reason to stay.
    (this.#timer as { unref?(): void }).unref?.();
  }
}
