/** Lets the event loop turn, so that a cancel message can arrive; throws the signal's reason when it did. */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
}
