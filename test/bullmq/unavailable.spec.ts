import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
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
