import { BadGatewayException, Injectable, NotFoundException } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';

/** A POST that the sandbox has got, as its JSON API describes it. */
export interface Attempt {
  readonly number: number;
  readonly eventName: string | null;
  readonly eventId: string | null;
  readonly receivedAt: string;
  readonly amount: number | null;
  readonly currency: string | null;
  /** `accepted`, or why it was not: `fault` is a simulated failure. */
  readonly outcome: string;
}

/** An event in the shop's outbox. */
export interface OutboxEvent {
  readonly eventName: string;
  readonly eventId: string | null;
  readonly state: 'pending' | 'leased' | 'waiting' | 'dead' | 'held';
  /** How many attempts have failed. */
  readonly attempts: number;
  readonly recordedAt: string;
  /** When it is tried again; null unless it waits. */
  readonly dueAt: string | null;
}

/** Asks the sandbox of `SANDBOX_URL`, which stands in for Converge. */
@Injectable()
export class SandboxClient {
  /** Undefined if the shop runs without a sandbox. */
  readonly url: string | undefined;

  constructor(config: ConfigService) {
    this.url = config.get<string>('SANDBOX_URL') || undefined;
  }

  /** All POSTs after the one of a number, oldest first. */
  async attemptsAfter(number: number): Promise<Attempt[]> {
    const found: Attempt[] = [];
    let before: number | null | undefined;
    do {
      const page = await this.ask<{ requests: Attempt[]; next: number | null }>(
        `requests?after=${number}&limit=500${before === undefined ? '' : `&before=${before}`}`,
      );
      found.push(...page.requests);
      before = page.next;
    } while (before !== null);
    return found.toReversed();
  }

  /** The newest events of the shop's outbox; none if the sandbox does not show it. */
  async outbox(): Promise<OutboxEvent[]> {
    const { outbox } = await this.ask<{ outbox: string | null }>('about');
    return outbox === null ? [] : (await this.ask<{ events: OutboxEvent[] }>('shop')).events;
  }

  /** Whether a failure is simulated. */
  async isBroken(): Promise<boolean> {
    return (await this.ask<{ fault: object | null }>('fault')).fault !== null;
  }

  /** Has it answer 503 to every event, for so long or until {@link repair}. */
  async break(seconds: number): Promise<void> {
    await this.ask('fault', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'status', status: 503, seconds }),
    });
  }

  async repair(): Promise<void> {
    await this.ask('fault', { method: 'DELETE' });
  }

  private async ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    if (this.url === undefined) throw new NotFoundException('The shop runs without a sandbox.');
    const response = await fetch(`${this.url}/api/${path}`, init).catch(() => undefined);
    if (response?.ok === true) return response.json() as Promise<T>;
    const problem = response === undefined ? 'cannot be reached' : `answers ${response.status}`;
    throw new BadGatewayException(`The sandbox at ${this.url} ${problem}: start it again.`);
  }
}
