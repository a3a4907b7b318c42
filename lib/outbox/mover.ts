import type { OutboxRecord, Sender, Settlement } from './outbox.js';

/** Sends what is in the second outbox: to the first one, or as the sender does. */
export class Mover implements Sender {
  /** How many records may move at once; or who sends them instead. */
  private to: number | Sender | 'nobody' = 'nobody';
  private readonly callbacks = new Set<() => void>();
  private readonly underWay = new Set<Promise<Settlement>>();
  /** How many callers need that nothing moves. */
  private stills = 0;

  constructor(private readonly send: (record: OutboxRecord) => Promise<Settlement>) {}

  follow(to: Mover['to']): void {
    this.to = to;
    for (const callback of this.callbacks) callback();
  }

  get places(): number {
    const { to } = this;
    if (typeof to === 'object') return to.places;
    return to === 'nobody' || this.stills > 0 ? 0 : Math.max(0, to - this.underWay.size);
  }

  get ahead(): number {
    return typeof this.to === 'object' ? this.to.ahead : 0;
  }

  get pausedForMs(): number {
    const { to } = this;
    if (typeof to === 'object') return to.pausedForMs;
    return to === 'nobody' ? Infinity : 0;
  }

  onPlaces(callback: () => void): () => void {
    this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  async deliver(record: OutboxRecord): Promise<Settlement> {
    const settlement = this.send(record);
    this.underWay.add(settlement);
    try {
      return await settlement;
    } finally {
      this.underWay.delete(settlement);
    }
  }

  /** Runs the work while no record is on its way from one outbox to the other. */
  async still<T>(work: () => Promise<T>): Promise<T> {
    this.stills++;
    try {
      if (typeof this.to !== 'object') await Promise.allSettled(this.underWay);
      return await work();
    } finally {
      this.stills--;
      this.follow(this.to);
    }
  }
}
