/** Runs synchronous work and counts how often it submits to the device's queue. */
export function countSubmissions({ queue }: GPUDevice, work: () => void): number {
  const submit = queue.submit;
  let count = 0;
  queue.submit = (buffers) => {
    count += 1;
    submit.call(queue, buffers);
  };
  try {
    work();
  } finally {
    queue.submit = submit;
  }
  return count;
}
