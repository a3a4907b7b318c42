import { connect } from 'node:net';
import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { bullmq, type BullmqOptions } from '../../lib/bullmq/index.js';
import type { OutboxOptions } from '../../lib/options/converge-options.interface.js';
import type { BrokerSettings } from '../../lib/outbox/outbox.js';
import type { Outbox } from '../../lib/outbox/outbox.js';
import { POSTGRES_URL } from './postgres.js';
import { eventually } from './test-app.js';

export const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** A server of tests, with a place of its own for each test file. */
export interface TestBroker {
  readonly name: 'Redis' | 'PostgreSQL';
  readonly url: string;
  /** Where this test file's queues are. */
  readonly options: BullmqOptions;
  /** Deletes all of them. */
  clean(): Promise<void>;
}

const place = `test_${randomUUID().slice(0, 8)}`;

const BROKERS: readonly TestBroker[] = [
  {
    name: 'Redis',
    url: REDIS_URL,
    options: { connection: REDIS_URL, prefix: place },
    clean: cleanRedis,
  },
  {
    name: 'PostgreSQL',
    url: POSTGRES_URL,
    options: { postgres: { connectionString: POSTGRES_URL, schema: place } },
    clean: cleanPostgres,
  },
];
const missing = new Set<TestBroker>();
for (const broker of BROKERS) if (!(await answers(broker.url))) missing.add(broker);

/** The servers that are there; in CI, all of them. */
export function testBrokers(): readonly TestBroker[] {
  return BROKERS.filter((broker) => !missing.has(broker) || process.env['CI']);
}

/** Names the servers whose tests are skipped. */
function skipMissing(): void {
  for (const { name, url } of process.env['CI'] ? [] : missing) {
    it.skip(`SKIPPED: no ${name} answers at ${new URL(url).host}`, () => undefined);
  }
}

/**
 * What an application gives as its outbox: a new one of each server with each call. It spills to memory, but
 * not because a busy machine is slow.
 */
export function testOutboxes(): Record<string, () => OutboxOptions> {
  const outboxOf = ({ options }: TestBroker) =>
    bullmq({
      path: 'memory',
      commitTimeoutMs: 10_000,
      ...options,
      queue: `q${process.hrtime.bigint()}`,
    });
  return Object.fromEntries(
    testBrokers().map((broker) => [broker.name, () => outboxOf(broker)] as const),
  );
}

/** A server that a URL says everything about: the database that it names is this test file's alone. */
export interface TestServer {
  readonly name: TestBroker['name'];
  readonly url: string;
  /** Makes it, or empties it; nothing may have it open. */
  clear(): Promise<void>;
}

const database = { Redis: String(1 + randomInt(15)), PostgreSQL: place };

/** For the top of a spec: the servers that are there. */
export function useServers(): readonly TestServer[] {
  const drop = `DROP DATABASE IF EXISTS ${place} WITH (FORCE)`;
  const inPostgres = async (...statements: string[]) => {
    const client = new Client(POSTGRES_URL);
    await client.connect();
    for (const statement of ['SET client_min_messages = error', ...statements]) {
      await client.query(statement);
    }
    await client.end();
  };
  const servers = testBrokers().map(({ name, url: given }) => {
    const url = new URL(`/${database[name]}`, given).href;
    const clear = async () => {
      if (name === 'PostgreSQL') return inPostgres(drop, `CREATE DATABASE ${place}`);
      const redis = new Redis(url);
      await redis.flushdb();
      redis.disconnect();
    };
    return { name, url, clear };
  });
  afterAll(async () => {
    for (const { name, clear } of servers) await (name === 'Redis' ? clear() : inPostgres(drop));
  });
  skipMissing();
  return servers;
}

/** For the top of a spec: deletes what its tests have left on the servers. */
export function cleanBrokers(): void {
  afterAll(async () => {
    for (const broker of testBrokers()) await broker.clean();
  });
  skipMissing();
}

/** Opens an outbox, and waits until it is connected. */
export async function openBroker(
  options: BullmqOptions,
  settings: BrokerSettings,
): Promise<Outbox> {
  const outbox = bullmq(options).broker!.open(settings);
  await eventually('it is connected', () =>
    outbox.admin.counts().then(
      () => true,
      () => false,
    ),
  );
  return outbox;
}

async function cleanRedis(): Promise<void> {
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
