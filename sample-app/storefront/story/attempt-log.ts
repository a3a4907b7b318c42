import { Injectable } from '@nestjs/common';
import { type Attempt, SandboxClient } from './sandbox-client.js';

/** An event that Converge has got. */
export interface Arrival extends Attempt {
  /** How many attempts have failed before. */
  readonly failed: number;
}

/** What has become of the attempts to deliver each event, by event id. */
export interface Attempts {
  readonly failed: ReadonlyMap<string, number>;
  /** Oldest first. */
  readonly arrived: ReadonlyMap<string, Arrival>;
}

/** Counts the attempts that have reached the sandbox. Each is read once. */
@Injectable()
export class AttemptLog {
  private readonly failed = new Map<string, number>();
  private readonly arrived = new Map<string, Arrival>();
  private last = 0;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly sandbox: SandboxClient) {}

  /** @returns all attempts up to now */
  async read(): Promise<Attempts> {
    // One after the other, so that none is counted twice.
    const next = this.reading.then(() => this.readOn());
    this.reading = next.catch(() => {});
    await next;
    return { failed: this.failed, arrived: this.arrived };
  }

  private async readOn(): Promise<void> {
    for (const attempt of await this.sandbox.attemptsAfter(this.last)) {
      this.last = attempt.number;
      this.count(attempt);
    }
  }

  private count(attempt: Attempt): void {
    const { eventId, outcome } = attempt;
    if (eventId === null || this.arrived.has(eventId)) return;
    const failed = this.failed.get(eventId) ?? 0;
    if (outcome === 'accepted') this.arrived.set(eventId, { ...attempt, failed });
    else this.failed.set(eventId, failed + 1);
  }
}
