import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryOutcome } from '../../lib/index.js';
import { SenderGate } from '../../lib/delivery/sender-gate.js';

const RETRY = { baseDelayMs: 1_000, maxDelayMs: 900_000, giveUpAfterMs: 1 };
const WINDOW_MS = 60_000;

const DELIVERED: DeliveryOutcome = { kind: 'delivered', status: 200 };
const REJECTED: DeliveryOutcome = { kind: 'rejected', status: 400, answer: '' };
const FAILED: DeliveryOutcome = { kind: 'temporary', reason: 'ECONNREFUSED' };
const UNAUTHORISED: DeliveryOutcome = { kind: 'unauthorised', status: 401 };
const wait = (retryAfterMs: number): DeliveryOutcome => ({
  kind: 'temporary',
  reason: 'status 429',
  retryAfterMs,
});

describe('SenderGate', () => {
  let gate: SenderGate;
  let now: number;

  beforeEach(() => {
    gate = new SenderGate(8, RETRY);
    now = 1_000_000;
  });

  const note = (outcome: DeliveryOutcome, times = 1) =>
    Array.from({ length: times }, () => gate.note(outcome, now)).at(-1);
  const pause = () => gate.opensAt - now;

  it('lets as many through as may be on their way', () => {
    expect([gate.places(now), gate.isProbing, gate.state(now)]).toEqual([8, false, 'closed']);
  });

  it('opens when enough attempts failed, and not before', () => {
    expect(note(FAILED, 9)).toBeUndefined();
    expect(gate.places(now)).toBe(8);
    expect(note(FAILED)).toBe('breakerOpened');
    expect([gate.places(now), gate.state(now)]).toEqual([0, 'open']);
  });

  it('looks at the share of failures', () => {
    note(DELIVERED, 11);
    expect(note(FAILED, 10)).toBeUndefined();
    expect(note(FAILED)).toBe('breakerOpened');
  });

  it('counts a rejection as an answer, not as a failure', () => {
    note(REJECTED, 11);
    note(FAILED, 10);
    expect(gate.state(now)).toBe('closed');
  });

  it('drops what was long ago', () => {
    note(FAILED, 9);
    now += WINDOW_MS + 1;
    expect(note(FAILED)).toBeUndefined();
    expect(gate.state(now)).toBe('closed');
  });

  it('lets one probe after a pause that doubles up to its limit, and opens again with its success', () => {
    note(FAILED, 10);
    const pauses = [];
    for (let probe = 0; probe < 7; probe++) {
      pauses.push(pause());
      now = gate.opensAt;
      expect([gate.places(now), gate.state(now), gate.isProbing]).toEqual([1, 'half-open', true]);
      expect(note(FAILED)).toBeUndefined();
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    now = gate.opensAt;
    expect(note(DELIVERED)).toBe('breakerClosed');
    expect([gate.places(now), gate.state(now), gate.isProbing]).toEqual([8, 'closed', false]);
    expect(note(FAILED, 8)).toBeUndefined();
  });

  it('is not moved by what was still under way when it opened', () => {
    note(FAILED, 10);
    const until = gate.opensAt;
    note(FAILED, 7);
    note(UNAUTHORISED, 7);
    expect(gate.opensAt).toBe(until);
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
    now = gate.opensAt;
    note(wait(0));
    expect(pause()).toBe(2_000);
  });

  it('pauses longer and longer while the token is not accepted, and probes with one event', () => {
    note(UNAUTHORISED, 8);
    expect(pause()).toBe(1_000);
    now = gate.opensAt;
    expect(gate.places(now)).toBe(1);
    note(UNAUTHORISED);
    expect(pause()).toBe(2_000);
    now = gate.opensAt;
    note(DELIVERED);
    expect(gate.places(now)).toBe(8);
  });
});
