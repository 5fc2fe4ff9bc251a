/** Makes a rejection that nobody awaited an error of this worker, so that the page ends the work and starts a new worker. */
export function raiseRejections(): void {
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    setTimeout(() => {
      throw event.reason;
    });
  });
}
