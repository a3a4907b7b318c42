import { afterEach, expect, it, jest } from '@jest/globals';
import type { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Consumer } from '../../lib/bullmq/consumer.js';
import type { Member } from '../../lib/bullmq/member.js';
import { unavailable } from '../../lib/bullmq/unavailable.js';

afterEach(() => {
  jest.useRealTimers();
});

const withCode = (code: string) => Object.assign(new Error('at secret.example'), { code });

it.each([
  [withCode('ECONNREFUSED'), '(ECONNREFUSED)'],
  [withCode('28P01'), '(28P01: wrong user or password)'],
  [new Error('NOAUTH Authentication required.'), '(NOAUTH: it needs a password)'],
  [new Error('Unknown RESP type 72 "H". Please report this.'), '(what answers there is no Redis)'],
  [new TypeError('secret'), '(TypeError)'],
  [undefined, 'it does not answer'],
])('says why a server cannot be used: %s', (error, words) => {
  const { message } = unavailable(error);
  expect(message).toContain(words);
  expect(message).not.toContain('secret');
});

it('says so of a connection that ioredis has lost', async () => {
  const client = new Redis({ lazyConnect: true, enableOfflineQueue: false });
  const error = await client.ping().catch((reason: unknown) => reason);
  client.disconnect();
  expect(unavailable(error).message).toContain('(the connection is closed)');
});

it('says so where nothing can be leased', async () => {
  const backend = { moveToActive: () => Promise.reject(withCode('53300')) };
  const worker = { getBackend: () => backend, startStalledCheckTimer: () => undefined };
  const consumer = consumerOf({ now: worker, ready: async () => worker });
  await expect(consumer.lease(1, false, Infinity)).rejects.toThrow(
    /^it cannot be reached or used \(53300: it has too many connections\)$/,
  );
  await consumer.close(10);
});

it.each([
  [{}, 'it does not answer'],
  [{ error: withCode('53300') }, /53300: it has too many connections/],
])('reports that nothing is leased because a worker cannot connect', async (member, reason) => {
  jest.useFakeTimers();
  const reasons: string[] = [];
  const consumer = consumerOf({ ready: () => new Promise(() => undefined), ...member }, reasons);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(reasons).toEqual([]);
  void consumer.lease(1, true, Infinity);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(reasons).toEqual([]);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(reasons).toEqual([expect.stringMatching(reason), expect.stringMatching(reason)]);
  jest.useRealTimers();
  await consumer.close(10);
});

it('reports nothing while the server answers that there is nothing', async () => {
  jest.useFakeTimers();
  const reasons: string[] = [];
  const backend = {
    moveToActive: async () => [],
    waitForJob: (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1_000)),
    disconnectBlocking: async () => undefined,
  };
  const worker = { getBackend: () => backend, startStalledCheckTimer: () => undefined };
  const consumer = consumerOf({ now: worker, ready: async () => worker }, reasons);
  void consumer.lease(1, true, Infinity);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(reasons).toEqual([]);
  void consumer.close(10);
  await jest.advanceTimersByTimeAsync(10_000);
});

function consumerOf(member: object, reasons: string[] = []): Consumer {
  const all = { close: async () => undefined, ...member };
  return new Consumer(all as unknown as Member<Worker>, {
    maxDelayMs: 1,
    burst: 1,
    ledger: { note: async () => undefined },
    onDamaged: () => undefined,
    onSilence: (reason) => reasons.push(reason),
  });
}
