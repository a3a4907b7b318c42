import type { Outbox, Settlement } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';

/** How long to wait before the outbox is told again, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * Tells the outbox what has become of events. That cannot be undone, so it is told until it listens.
 */
export class Settler {
  private isStopped = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /** Never rejects. */
  async settle(settlements: readonly Settlement[]): Promise<void> {
    for (;;) {
      try {
        await this.outbox.settle(settlements);
        return;
      } catch (error) {
        this.reporter.reportError(error);
        if (this.isStopped) return;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
      }
    }
  }

  /** Tries once more at the most. */
  stop(): void {
    this.isStopped = true;
  }
}
