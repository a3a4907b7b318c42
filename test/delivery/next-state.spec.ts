import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { DeliveryOutcome } from '../../lib/index.js';
import { longestWait, nextState } from '../../lib/delivery/delivery-outcome.js';

const retry = { baseDelayMs: 1_000, maxDelayMs: 15_000, giveUpAfterMs: 60_000 };
const NOW = 100_000;

const record = (attempts: number, ageMs = 0) => ({
  ...{ id: 1, eventName: 'e', origin: 'o', body: '{}' },
  ...{ recordedAt: NOW - ageMs, attempts },
});
const FAILED: DeliveryOutcome = { kind: 'temporary', reason: 'status 503', status: 503 };
const WAIT: DeliveryOutcome = { kind: 'temporary', reason: 'status 429', retryAfterMs: 1 };

describe('nextState', () => {
  it.each<[string, DeliveryOutcome, boolean]>([
    ['a wrong token', { kind: 'unauthorised', status: 403 }, false],
    ['a wrong address', { kind: 'misdirected', status: 404 }, false],
    ['a request to wait', WAIT, false],
    ['a probe that fails', FAILED, true],
  ])(
    'tries it again after the pause, behind others, without an attempt: %s',
    (_what, outcome, isProbe) => {
      const pauseMs = 29_999.5;
      const next = nextState(record(1), outcome, retry, isProbe, pauseMs, NOW) as { dueAt: number };
      expect(next).toEqual({ state: 'waiting', dueAt: expect.any(Number) });
      expect(next.dueAt).toBeGreaterThanOrEqual(NOW + pauseMs);
      expect(next.dueAt).toBeLessThanOrEqual(NOW + 30_000 + retry.baseDelayMs);
      expect(next.dueAt).toBe(Math.trunc(next.dueAt));
    },
  );

  it.each([
    [0, 60_000, 'waiting'],
    [1, 60_000, 'waiting'],
    [2, 59_999, 'waiting'],
    [2, 60_000, 'dead'],
    [3, 59_999, 'waiting'],
    [3, 60_000, 'dead'],
  ])('after %i attempts and %i ms, one that fails is %s', (attempts, ageMs, state) => {
    for (const [outcome, isProbe] of [
      [FAILED, false],
      [FAILED, true],
      [WAIT, false],
    ] as const) {
      const next = nextState(record(attempts, ageMs), outcome, retry, isProbe, 0, NOW);
      expect(next.state).toBe(state);
      if (next.state !== 'dead') continue;
      const reason = `given up after ${attempts + 1} attempts: ${outcome.reason}`;
      expect(next).toEqual({ state, attempts: attempts + 1, reason });
    }
  });

  it('is due within the longest wait, after the longest pause too: later times come from a wrong clock', () => {
    const asked: DeliveryOutcome = { ...FAILED, retryAfterMs: 1_000_000 };
    for (let round = 0; round < 100; round++) {
      const next = nextState(record(1), asked, retry, false, retry.maxDelayMs, NOW);
      const { dueAt } = next as { dueAt: number };
      expect(dueAt).toBeGreaterThanOrEqual(NOW + retry.maxDelayMs);
      expect(dueAt).toBeLessThanOrEqual(NOW + longestWait(retry));
    }
  });

  it('ends with an answer: delivered, or refused with its words', () => {
    const next = (outcome: DeliveryOutcome) => nextState(record(1), outcome, retry, false, 0, NOW);
    expect(next({ kind: 'delivered', status: 200 })).toEqual({ state: 'delivered' });
    const [status, reason] = [400, 'Converge answered 400: bad price'];
    expect(next({ kind: 'rejected', status, answer: 'bad price' })).toEqual({
      ...{ state: 'dead', attempts: 2, reason, status },
    });
  });
});

describe('the backoff of an attempt that failed, which counts', () => {
  afterEach(() => void jest.restoreAllMocks());

  const backoff = (attempts: number, random: number) => {
    jest.spyOn(Math, 'random').mockReturnValue(random);
    const next = nextState(record(attempts - 1), FAILED, retry, false, 0, NOW);
    expect(next).toMatchObject({ state: 'waiting', attempts });
    return (next as { dueAt: number }).dueAt - NOW;
  };

  it('doubles up to its limit', () => {
    const longest = [1, 2, 3, 4, 5, 6, 2_000].map((attempts) => backoff(attempts, 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('takes any pause below that', () => {
    expect([0, 0.25, 0.5].map((random) => backoff(3, random))).toEqual([0, 1_000, 2_000]);
  });
});
