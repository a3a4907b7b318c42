/** Lets callers wait for the next change. */
export class ChangeSignal {
  private readonly waiters = new Set<() => void>();

  /** @param timeoutMs milliseconds after which the promise resolves without a change */
  next(timeoutMs: number): { readonly promise: Promise<void>; readonly cancel: () => void } {
    let cancel: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => {
      const timer = setTimeout(() => cancel(), Math.max(timeoutMs, 0));
      cancel = () => {
        clearTimeout(timer);
        this.waiters.delete(cancel);
        resolve();
      };
      this.waiters.add(cancel);
    });
    return { promise, cancel };
  }

  changed(): void {
    for (const wakeUp of this.waiters) wakeUp();
  }
}
