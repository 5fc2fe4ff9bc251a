/** A worker that does what a test tells it to. */
export class FakeWorker<To, From> extends EventTarget {
  readonly received: To[] = [];
  terminated = false;

  postMessage(message: To): void {
    this.received.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(data: From): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  crash(message = ''): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

/** Makes such workers, and lists them. */
export function fakeWorkers<To, From>() {
  const workers: FakeWorker<To, From>[] = [];
  const create = (): Worker => {
    workers.push(new FakeWorker<To, From>());
    return workers.at(-1) as unknown as Worker;
  };
  return { workers, create };
}
