import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { BullmqConsumer } from '../../lib/bullmq/consumer.js';
import { unavailable } from '../../lib/bullmq/reconnecting-client.js';

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

/** A worker without a server, that says what it is told to. */
class FakeWorker extends EventEmitter {
  concurrency = 1;
  runs = 0;
  private isHeld = false;

  constructor(readonly waitUntilReady: () => Promise<void>) {
    super();
  }

  async pause(): Promise<void> {
    this.isHeld = true;
  }

  async resume(): Promise<void> {
    this.isHeld = false;
  }

  isPaused = () => this.isHeld;
  isRunning = () => this.runs > 0;
  run = async () => void this.runs++;
  close = async () => undefined;
  disconnect = async () => undefined;
}

describe('a consumer', () => {
  let consumer: BullmqConsumer;
  let reasons: string[];
  const workers: FakeWorker[] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    [reasons, workers.length] = [[], 0];
  });

  afterEach(async () => {
    jest.useRealTimers();
    await consumer.stop();
  });

  const consume = (waitUntilReady: () => Promise<void>, pausedForMs = 0) => {
    const sender = {
      places: pausedForMs > 0 ? 0 : 4,
      ahead: 0,
      pausedForMs,
      deliver: () => Promise.reject(new Error('there is nothing to be sent')),
      onPlaces: () => () => undefined,
    };
    consumer = new BullmqConsumer(sender, {
      worker: () => {
        workers.push(new FakeWorker(waitUntilReady));
        return workers.at(-1) as unknown as Worker;
      },
      limiter: undefined,
      maxDelayMs: 1,
      ledger: { add: async () => undefined },
      countUntil: async () => 0,
      onDamaged: () => undefined,
      onSilence: (reason) => reasons.push(reason),
    });
  };
  const isReady = async () => undefined;

  it.each([
    ['never answers', () => new Promise<void>(() => undefined), 'it does not answer'],
    [
      'refuses it',
      () => Promise.reject(withCode('53300')),
      'it cannot be reached or used (53300: it has too many connections)',
    ],
  ])('reports that it gets nothing, as the server %s', async (_how, waitUntilReady, reason) => {
    consume(waitUntilReady);
    await jest.advanceTimersByTimeAsync(14_000);
    expect(reasons).toEqual([]);
    await jest.advanceTimersByTimeAsync(8_000);
    expect(reasons).toEqual([reason, reason]);
  });

  it('reports errors that do not end, and pauses after each', async () => {
    consume(isReady);
    await jest.advanceTimersByTimeAsync(10_000);
    const [worker] = workers;
    expect(worker).toMatchObject({ concurrency: 4, runs: 1 });
    for (let seconds = 0; seconds < 20; seconds++) {
      worker!.emit('error', withCode('53300'));
      expect(worker!.isPaused()).toBe(true);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(worker!.isPaused()).toBe(false);
    }
    expect(reasons[0]).toContain('53300: it has too many connections');
    worker!.emit('active');
    reasons.length = 0;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reasons).toEqual([]);
  });

  it('reports nothing while there is nothing to send, nor while the sender pauses', async () => {
    consume(isReady);
    await jest.advanceTimersByTimeAsync(60_000);
    await consumer.stop();
    consume(() => new Promise(() => undefined), 120_000);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reasons).toEqual([]);
  });
});
