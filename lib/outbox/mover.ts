import type { OutboxRecord, Sender, Settlement } from './outbox.js';

/** How many records move at once. */
const BATCH = 64;

/** Sends what is in the second outbox: to the first one, or as another sender does. */
export class Mover implements Sender {
  private readonly callbacks = new Set<() => void>();
  private readonly underWay = new Set<Promise<Settlement>>();
  /** How many callers need that nothing moves. */
  private stills = 0;

  /** @param other whose places there are at the moment; undefined while records move */
  constructor(
    private readonly other: () => Omit<Sender, 'deliver' | 'onPlaces'> | undefined,
    private readonly send: (record: OutboxRecord) => Promise<Settlement>,
  ) {}

  get places(): number {
    const moving = this.stills > 0 ? 0 : Math.max(0, BATCH - this.underWay.size);
    return this.other()?.places ?? moving;
  }

  get ahead(): number {
    return this.other()?.ahead ?? 0;
  }

  get pausedForMs(): number {
    return this.other()?.pausedForMs ?? 0;
  }

  onPlaces(callback: () => void): () => void {
    this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  announcePlaces(): void {
    for (const callback of this.callbacks) callback();
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
      if (this.other() === undefined) await Promise.allSettled(this.underWay);
      return await work();
    } finally {
      this.stills--;
      this.announcePlaces();
    }
  }
}
