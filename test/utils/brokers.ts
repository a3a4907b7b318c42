import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { bullmq, type BullmqOptions } from '../../lib/bullmq/index.js';
import type { Broker } from '../../lib/outbox/broker.js';

export const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
export const POSTGRES_URL =
  process.env['TEST_POSTGRES_URL'] ?? 'postgres://root@127.0.0.1:5432/test';

/** A server of tests, with a place of its own for each test file. */
export interface TestBroker {
  readonly name: 'Redis' | 'PostgreSQL';
  readonly isThere: boolean;
  /** Where this test file's queues are. */
  readonly options: BullmqOptions;
  /** Deletes all of them. */
  clean(): Promise<void>;
}

const place = `test_${randomUUID().slice(0, 8)}`;

export const BROKERS: readonly TestBroker[] = [
  {
    name: 'Redis',
    isThere: await answers(REDIS_URL),
    options: { connection: REDIS_URL, prefix: place },
    clean: cleanRedis,
  },
  {
    name: 'PostgreSQL',
    isThere: await answers(POSTGRES_URL),
    options: { postgres: { connectionString: POSTGRES_URL, schema: place } },
    clean: cleanPostgres,
  },
];

/** Like `describe`, for a server; skipped where it is not there, but in CI. */
export function describeBroker(broker: TestBroker): typeof describe.skip {
  return broker.isThere || process.env['CI'] ? describe : describe.skip;
}

export function brokerOf(options: BullmqOptions): Broker {
  return bullmq(options).broker!;
}

export async function cleanRedis(): Promise<void> {
  const redis = new Redis(REDIS_URL);
  const keys = await redis.keys(`${place}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}

async function cleanPostgres(): Promise<void> {
  const client = new Client(POSTGRES_URL);
  await client.connect();
  await client.query(`SET client_min_messages = error; DROP SCHEMA IF EXISTS ${place} CASCADE`);
  await client.end();
}

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.setTimeout(1_000);
    for (const event of ['connect', 'error', 'timeout']) {
      socket.once(event, () => {
        socket.destroy();
        resolve(event === 'connect');
      });
    }
  });
}
