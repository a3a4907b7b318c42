import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { BullmqConsumer } from '../../lib/bullmq/bullmq.outbox.js';
import { unavailable } from '../../lib/outbox/errors.js';
import { outboxSettings } from '../utils/outbox-settings.js';

const withCode = (code: string) => Object.assign(new Error('at secret.example'), { code });

it.each([
  [withCode('ECONNREFUSED'), '(ECONNREFUSED)'],
  [withCode('28P01'), '(28P01: wrong user or password)'],
  [new Error('NOAUTH Authentication required.'), '(NOAUTH: it needs a password)'],
  [new Error('Unknown RESP type 72 "H". Please report this.'), '(what answers there is no Redis)'],
  [new TypeError('secret'), '(TypeError)'],
  [undefined, '(an unknown error)'],
  [new Error("BullMQ could not load the optional 'ioredis' package."), 'run "npm install ioredis"'],
  [
    new Error("The PostgreSQL backend could not load the optional 'pg' package."),
    'run "npm install pg"',
  ],
  [new Error('The server does not support SSL connections'), '(it does not offer TLS)'],
  [new Error('BullMQ: invalid PostgreSQL schema name "secret".'), '(invalid name of a schema)'],
  [withCode('3F000'), '(3F000: there is no such schema)'],
  [{ code: 'P2010', meta: { driverAdapterError: {} } }, '(P2010)'],
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
  private isHeld = true;

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
    const worker = () => {
      workers.push(new FakeWorker(waitUntilReady));
      return workers.at(-1);
    };
    consumer = new BullmqConsumer(sender, { worker } as never, { queue: {} } as never, {
      ...outboxSettings('memory'),
      queue: 'q',
      eventsPerSecond: undefined,
      onNotice: (notice) => notice.kind === 'leaseFailed' && reasons.push(notice.reason),
    });
  };

  it('reports errors that do not end, and pauses after each', async () => {
    consume(async () => undefined);
    await jest.advanceTimersByTimeAsync(10_000);
    const [worker] = workers;
    expect([worker!.concurrency, worker!.isPaused()]).toEqual([4, false]);
    for (let seconds = 0; seconds < 15; seconds++) {
      worker!.emit('error', withCode('53300'));
      expect(worker!.isPaused()).toBe(true);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(worker!.isPaused()).toBe(false);
    }
    expect(reasons).toEqual([]);
    worker!.emit('error', withCode('53300'));
    await jest.advanceTimersByTimeAsync(0);
    expect(reasons).toEqual(['it cannot be reached or used (53300: it has too many connections)']);
  });

  it('connects again and again, and reports that it is refused, but not while the sender pauses', async () => {
    consume(() => Promise.reject(withCode('53300')));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(workers.length).toBeGreaterThan(10);
    expect(reasons[0]).toContain('53300');
    await consumer.stop();
    reasons.length = 0;
    consume(() => Promise.reject(withCode('53300')), 120_000);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(reasons).toEqual([]);
  });

  it.each([
    ['an event', (worker: FakeWorker) => worker.emit('active')],
    ['a while without an error', () => jest.advanceTimersByTimeAsync(11_000)],
  ])('reports nothing of errors that %s has ended', async (_what, end) => {
    consume(async () => undefined);
    for (let times = 0; times < 10; times++) {
      await jest.advanceTimersByTimeAsync(5_000);
      workers[0]!.emit('error', withCode('ECONNRESET'));
      await end(workers[0]!);
    }
    expect(reasons).toEqual([]);
  });
});
