import { randomUUID } from 'node:crypto';
import { afterAll, describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { bullmq, type BullmqOptions } from '../../lib/bullmq/index.js';
import type { OutboxOptions } from '../../lib/options/converge-options.interface.js';
import type { Outbox, OutboxSettings } from '../../lib/outbox/outbox.js';
import { canUse, needs, POSTGRES_URL, REDIS_URL } from './needs.js';

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
    clean: () => inPostgres(`DROP SCHEMA IF EXISTS ${place} CASCADE`),
  },
];
const found = new Set<TestBroker>();
for (const broker of BROKERS) if (await canUse(broker.url)) found.add(broker);

/** The servers that are there. */
export function testBrokers(): readonly TestBroker[] {
  return BROKERS.filter((broker) => found.has(broker));
}

/** `describe.each`, which takes no empty table. */
export function describeEach<T extends { readonly name: string }>(servers: readonly T[]) {
  return (title: string, tests: (server: T) => void) => {
    for (const server of servers) {
      describe(title.replace('$name', server.name), () => tests(server));
    }
  };
}

function listMissing(): void {
  for (const broker of BROKERS) {
    needs(`${broker.name} at ${new URL(broker.url).host}`, found.has(broker));
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

/** A server that a URL says everything about: the prefix or the database in it is this test file's alone. */
export interface TestServer {
  readonly name: TestBroker['name'];
  readonly url: string;
  /** A parameter of the URL that names another place of this test file. */
  readonly elsewhere: readonly [string, string];
  /** Empties all that is this test file's; nothing may have it open. */
  clear(): Promise<void>;
}

/** For the top of a spec: the servers that are there. */
export function useServers(): readonly TestServer[] {
  const drop = `DROP DATABASE IF EXISTS ${place} WITH (FORCE)`;
  const servers = testBrokers().map(({ name, url }): TestServer => {
    const own = new URL(url);
    if (name === 'Redis') {
      own.searchParams.set('prefix', place);
      return { name, url: own.href, elsewhere: ['prefix', `${place}-2`], clear: cleanRedis };
    }
    own.pathname = place;
    const clear = () => inPostgres(drop, `CREATE DATABASE ${place}`);
    return { name, url: own.href, elsewhere: ['schema', 'elsewhere'], clear };
  });
  afterAll(async () => {
    for (const { name, clear } of servers) await (name === 'Redis' ? clear() : inPostgres(drop));
  });
  listMissing();
  return servers;
}

/** For the top of a spec: deletes what its tests have left on the servers. */
export function cleanBrokers(): void {
  afterAll(async () => {
    for (const broker of testBrokers()) await broker.clean();
  });
  listMissing();
}

/** Opens an outbox. */
export function openBroker(options: BullmqOptions, settings: OutboxSettings): Promise<Outbox> {
  return bullmq(options).broker!.prepare(settings)(settings.onNotice);
}

async function cleanRedis(): Promise<void> {
  const redis = new Redis(REDIS_URL);
  for await (const keys of redis.scanStream({ match: `${place}*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) await redis.del(keys as string[]);
  }
  redis.disconnect();
}

async function inPostgres(...statements: string[]): Promise<void> {
  const client = new Client(POSTGRES_URL);
  await client.connect();
  for (const statement of ['SET client_min_messages = error', ...statements]) {
    await client.query(statement);
  }
  await client.end();
}
