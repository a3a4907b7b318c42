/** Lets any number of callers wait until something changes. */
export class ChangeSignal {
  private readonly waiters = new Set<() => void>();

  /** @param timeoutMs after which it resolves all the same, in milliseconds */
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
