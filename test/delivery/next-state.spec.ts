import { describe, expect, it } from '@jest/globals';
import { backoff } from '../../lib/delivery/next-state.js';

const retry = { baseDelayMs: 1_000, maxDelayMs: 15_000, giveUpAfterMs: 1 };

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
