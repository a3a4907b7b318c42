import { describe, expect, it } from '@jest/globals';
import type { StoredRequest } from '../../sandbox/server/store/stored-request.js';
import { describeDelivery } from '../../sandbox/server/views/delivery.js';
import { anEvent, useClient } from './sandbox-client.js';

const { ask, call, post } = useClient();
const NOW = Date.parse('2024-09-02T12:00:00.500Z');

function aRequest(ago: number, changes: Partial<StoredRequest> = {}): StoredRequest {
  const receivedAt = NOW - ago;
  return { outcome: 'accepted', attempt: 1, receivedAt, ...changes } as StoredRequest;
}

describe('describeDelivery()', () => {
  it('has a bucket for each second, the oldest first, also for those without a request', () => {
    const chart = describeDelivery([aRequest(400), aRequest(501), aRequest(3000)], 3, NOW);
    expect(chart.bucketSeconds).toBe(1);
    expect(chart.buckets.map(({ at, accepted }) => [at, accepted])).toEqual([
      ['2024-09-02T11:59:58.000Z', 0],
      ['2024-09-02T11:59:59.000Z', 1],
      ['2024-09-02T12:00:00.000Z', 1],
    ]);
    expect(chart.totals.accepted).toBe(2);
  });

  it('counts outcomes and retries', () => {
    const requests = [
      aRequest(100, { outcome: 'duplicate', attempt: 3 }),
      aRequest(200, { attempt: 2 }),
      aRequest(300, { outcome: 'fault' }),
    ];
    const chart = describeDelivery(requests, 1, NOW);
    expect(chart.buckets).toEqual([{ at: '2024-09-02T12:00:00.000Z', ...chart.totals }]);
    expect(chart.totals).toEqual({
      accepted: 1,
      duplicate: 1,
      refused: 0,
      unauthorised: 0,
      fault: 1,
      retries: 2,
      latencyMs: null,
    });
  });

  it('states the latency of accepted events from their own time', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => index + 1);
    const requests = latencies.map((ms) => aRequest(10, { eventTime: NOW - 10 - ms }));
    const late = aRequest(10, { eventTime: NOW - 1e9, outcome: 'duplicate' });
    const chart = describeDelivery([late, ...requests], 10, NOW);
    expect(chart.totals.latencyMs).toEqual({ p50: 50, p95: 95 });
  });

  it('makes 300 buckets at most', () => {
    const chart = describeDelivery([aRequest(3_580_000), aRequest(0)].toReversed(), 3600, NOW);
    expect(chart.bucketSeconds).toBe(12);
    expect(chart.buckets).toHaveLength(300);
    expect(chart.totals.accepted).toBe(2);
  });
});

describe('GET /api/delivery', () => {
  it('shows what came in the last minutes', async () => {
    const timestamp = new Date(Date.now() - 60_000).toISOString();
    await post(anEvent({ timestamp }));
    await post('{');
    const { buckets, totals } = await ask('/api/delivery');
    expect(buckets).toHaveLength(300);
    expect(totals).toMatchObject({ accepted: 1, refused: 1, retries: 0 });
    expect(totals.latencyMs.p50).toBeGreaterThanOrEqual(60_000);
    expect((await ask('/api/delivery?seconds=10')).buckets).toHaveLength(10);
  });

  it.each(['0', '3601', 'x'])('answers 400 to %s seconds', async (seconds) => {
    const answer = await call({ path: `/api/delivery?seconds=${seconds}` });
    expect(answer.status).toBe(400);
  });
});
