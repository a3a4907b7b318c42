import { expect, it } from '@jest/globals';
import type { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Consumer } from '../../lib/bullmq/consumer.js';
import type { Member } from '../../lib/bullmq/member.js';
import { unavailable } from '../../lib/bullmq/unavailable.js';

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
  const member = { now: worker, ready: async () => worker, close: async () => undefined };
  const consumer = new Consumer(member as unknown as Member<Worker>, {
    maxDelayMs: 1,
    burst: 1,
    ledger: { note: async () => undefined },
    onDamaged: () => undefined,
  });
  await expect(consumer.lease(1, false, Infinity)).rejects.toThrow(
    /^it cannot be reached or used \(53300: it has too many connections\)$/,
  );
  await consumer.close(10);
});
