import { decideOutcome, type DeliveryOutcome } from '../../lib/delivery/delivery-outcome.js';
import type { Clock, Life } from './clock.js';

/** What Converge may answer: a status, with `Retry-After` in seconds, no answer in time, or rubbish. */
export const ANSWERS = [
  '200',
  '202',
  '400',
  '401',
  '404',
  '500',
  '503',
  '429 0',
  '429 3',
  '503 40',
  'time-out',
  'time-out after it was taken',
  'throws',
  'nothing',
  'rubbish',
] as const;
export type AnswerKind = (typeof ANSWERS)[number];

export const RETRY = { baseDelayMs: 200, maxDelayMs: 5_000, giveUpAfterMs: 20_000 };
const TIME_OUT_MS = 10_000;

/** What an event's requests were. */
export interface Sent {
  /** How many requests for it Converge has taken. */
  taken: number;
  requests: number;
  isRejected: boolean;
  /** The processes in which a request for it is under way. */
  readonly underWay: Set<Life>;
}

/** Converge: answers as it is told, and checks what it gets. */
export class Receiver {
  answer: AnswerKind = '200';
  latencyMs = 5;
  readonly sent = new Map<string, Sent>();
  private readonly pausedUntil = new Map<Life, number>();

  constructor(
    private readonly clock: Clock,
    /** Is called with each event that arrives, before anything is answered. */
    private readonly onRequest: (id: string, body: string, sent: Sent) => void,
    private readonly fail: (what: string) => void,
  ) {}

  of(id: string): Sent {
    let sent = this.sent.get(id);
    if (sent === undefined) {
      sent = { taken: 0, requests: 0, isRejected: false, underWay: new Set() };
      this.sent.set(id, sent);
    }
    return sent;
  }

  readonly send = async (body: string): Promise<DeliveryOutcome> => {
    const { clock, answer } = this;
    const life = clock.life!;
    const { event_id: id } = JSON.parse(body) as { event_id: string };
    const sent = this.of(id);
    const pausedUntil = this.pausedUntil.get(life) ?? 0;
    if (clock.now < pausedUntil) {
      this.fail(`${id} is sent ${pausedUntil - clock.now} ms before the end of a pause`);
    }
    sent.requests++;
    this.onRequest(id, body, sent);
    if (answer.startsWith('2') || answer === 'time-out after it was taken') sent.taken++;
    if (answer === '400') sent.isRejected = true;
    sent.underWay.add(life);
    await clock.wait(answer.startsWith('time-out') ? TIME_OUT_MS : this.latencyMs);
    sent.underWay.delete(life);
    return this.outcome(answer, life);
  };

  private outcome(answer: AnswerKind, life: Life): DeliveryOutcome {
    const [status, retryAfter] = answer.split(' ');
    if (answer === 'throws') throw new Error('simulated');
    if (answer === 'nothing') return undefined as never;
    if (answer === 'rubbish') return { kind: 'ok', status: 'yes' } as never;
    if (answer.startsWith('time-out')) return { kind: 'temporary', reason: 'no answer in time' };
    if (status === '401' || status === '404') this.pause(life, RETRY.baseDelayMs);
    if (retryAfter !== undefined) {
      const { now } = this.clock;
      const until = now + Math.min(Number(retryAfter) * 1_000, RETRY.maxDelayMs);
      this.pausedUntil.set(life, Math.max(until, this.pausedUntil.get(life) ?? 0));
      this.pause(life, RETRY.baseDelayMs);
    }
    const headers = { 'retry-after': retryAfter };
    return decideOutcome({ status: Number(status), headers, text: 'simulated' }, Date.now());
  }

  /** At least so long; what is answered during a pause changes nothing. */
  private pause(life: Life, ms: number): void {
    const { now } = this.clock;
    if (now >= (this.pausedUntil.get(life) ?? 0)) this.pausedUntil.set(life, now + ms);
  }
}
