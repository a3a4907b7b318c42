import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryOutcome } from '../../lib/index.js';
import { SenderGate } from '../../lib/delivery/sender-gate.js';

const RETRY = { baseDelayMs: 1_000, maxDelayMs: 900_000, giveUpAfterMs: 1 };
/** How many failures in a row are an outage. */
const OUTAGE = 50;

const DELIVERED: DeliveryOutcome = { kind: 'delivered', status: 200 };
const REJECTED: DeliveryOutcome = { kind: 'rejected', status: 400, answer: '' };
const FAILED: DeliveryOutcome = { kind: 'temporary', reason: 'ECONNREFUSED' };
const UNAUTHORISED: DeliveryOutcome = { kind: 'unauthorised', status: 401 };
const wait = (retryAfterMs: number) => ({ ...FAILED, retryAfterMs }) as DeliveryOutcome;

describe('SenderGate', () => {
  let gate: SenderGate;
  let now: number;

  beforeEach(() => {
    gate = new SenderGate(8, RETRY);
    now = 1_000_000;
  });

  const note = (outcome: DeliveryOutcome, times = 1) =>
    Array.from({ length: times }, () => gate.note(outcome, now)).at(-1);
  const pause = () => gate.pauseMs(now);

  it('lets as many through as may be on their way', () => {
    expect([gate.places(now), gate.isProbing, gate.state(now)]).toEqual([8, false, 'closed']);
  });

  it('halves the places with each failure, down to one, and adds one with each answer', () => {
    const places = [FAILED, FAILED, FAILED, FAILED, REJECTED, ...Array(8).fill(DELIVERED)].map(
      (outcome) => {
        note(outcome);
        return gate.places(now);
      },
    );
    expect(places).toEqual([4, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8]);
  });

  it('opens when many attempts in a row have failed, and not before', () => {
    expect(note(FAILED, OUTAGE - 1)).toBeUndefined();
    expect(gate.places(now)).toBe(1);
    expect(note(FAILED)).toBe('breakerOpened');
    expect([gate.places(now), gate.state(now)]).toEqual([0, 'open']);
  });

  it.each([DELIVERED, REJECTED])(
    'never opens while some attempts are answered: $kind',
    (answer) => {
      for (let n = 0; n < 20; n++) {
        note(FAILED, OUTAGE - 1);
        note(answer);
      }
      expect(gate.state(now)).toBe('closed');
    },
  );

  it('lets one probe after a pause that doubles up to its limit, and opens again with its success', () => {
    note(FAILED, OUTAGE);
    const pauses = [];
    for (let probe = 0; probe < 7; probe++) {
      pauses.push(pause());
      now += pause();
      expect([gate.places(now), gate.state(now), gate.isProbing]).toEqual([1, 'half-open', true]);
      expect(note(FAILED)).toBeUndefined();
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    now += pause();
    expect(note(DELIVERED)).toBe('breakerClosed');
    expect([gate.places(now), gate.state(now), gate.isProbing]).toEqual([2, 'closed', false]);
    expect(note(FAILED, OUTAGE - 1)).toBeUndefined();
  });

  it('says when a wrong token or address is accepted again, once', () => {
    note(UNAUTHORISED);
    now += pause();
    expect(note(DELIVERED)).toBe('resumed');
    expect(note(DELIVERED)).toBeUndefined();
  });

  it('is not moved by what was still under way when it opened', () => {
    note(FAILED, OUTAGE);
    const before = pause();
    note(FAILED, 7);
    note(UNAUTHORISED, 7);
    expect(pause()).toBe(before);
  });

  it('pauses for as long as it is asked, by the longest of several answers, up to its limit', () => {
    note(wait(5_000));
    note(wait(1_500));
    expect(pause()).toBe(5_000);
    note(wait(10_000_000));
    expect(pause()).toBe(RETRY.maxDelayMs);
  });

  it('makes no loop of a wait of no time', () => {
    note(wait(0));
    expect(pause()).toBe(1_000);
    now += pause();
    note(wait(0));
    expect(pause()).toBe(2_000);
  });

  it('pauses longer and longer while the token is not accepted, and probes with one event', () => {
    note(UNAUTHORISED, 8);
    expect(pause()).toBe(1_000);
    now += pause();
    expect(gate.places(now)).toBe(1);
    note(UNAUTHORISED);
    expect(pause()).toBe(2_000);
    now += pause();
    note(DELIVERED);
    expect(gate.places(now)).toBe(2);
  });
});
