import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SteadyClock } from '../../lib/outbox/time.js';
import { DAY_MS } from '../utils/outbox-settings.js';

const HOUR_MS = 3_600_000;

describe('SteadyClock', () => {
  let passed: number;
  let ahead: number;

  beforeEach(() => {
    [passed, ahead] = [0, 0];
    jest.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(passed) * 1_000_000n);
    jest.spyOn(Date, 'now').mockImplementation(() => 1_700_000_000_000 + passed + ahead);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('trusts the time of day after an hour without a jump, and never during one', () => {
    const clock = new SteadyClock(30 * DAY_MS);
    expect(clock.isSteady()).toBe(false);
    passed += HOUR_MS;
    expect(clock.isSteady()).toBe(true);
    ahead += 31 * DAY_MS;
    expect(clock.isSteady()).toBe(false);
    passed += 4_500;
    ahead = 0;
    expect(clock.isSteady()).toBe(false);
    passed += HOUR_MS - 1;
    expect(clock.isSteady()).toBe(false);
    passed += 1;
    expect(clock.isSteady()).toBe(true);
  });

  it('takes small corrections as they come', () => {
    const clock = new SteadyClock(30 * DAY_MS);
    for (let minute = 0; minute < 60; minute++) {
      clock.isSteady();
      passed += 60_000;
      ahead += minute % 2 === 0 ? 900 : -500;
    }
    expect(clock.isSteady()).toBe(true);
  });
});
