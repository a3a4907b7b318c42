import { describe, expect, it } from '@jest/globals';
import type { DeliveryOutcome } from '../../lib/index.js';
import { backoff, nextState } from '../../lib/delivery/next-state.js';

const retry = { baseDelayMs: 1_000, maxDelayMs: 15_000, giveUpAfterMs: 1 };

describe('nextState', () => {
  const record = {
    id: 1,
    eventName: 'e',
    origin: 'o',
    body: '{}',
    recordedAt: 50_000,
    attempts: 7,
  };
  const outcomes: DeliveryOutcome[] = [
    { kind: 'unauthorised', status: 403 },
    { kind: 'misdirected', status: 404 },
    { kind: 'temporary', reason: 'status 429', retryAfterMs: 1 },
  ];

  it.each(outcomes)(
    'tries it again after the pause, behind others, without an attempt: %o',
    (outcome) => {
      const [now, pauseMs] = [50_000, 29_999.5];
      const next = nextState(record, outcome, retry, true, pauseMs, now) as { dueAt: number };
      expect(next).toMatchObject({ id: 1, state: 'waiting', attempts: 7 });
      expect(next.dueAt).toBeGreaterThanOrEqual(now + pauseMs);
      expect(next.dueAt).toBeLessThanOrEqual(now + 30_000 + retry.baseDelayMs);
      expect(next.dueAt).toBe(Math.trunc(next.dueAt));
    },
  );
});

describe('backoff', () => {
  it('doubles up to its limit', () => {
    const longest = [1, 2, 3, 4, 5, 6, 2_000].map((attempts) => backoff(attempts, retry, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('takes any pause below that', () => {
    expect([0, 0.25, 0.5].map((random) => backoff(3, retry, () => random))).toEqual([
      0, 1_000, 2_000,
    ]);
  });
});
