import { describe, expect, it } from '@jest/globals';
import { BullModule } from '@nestjs/bullmq';
import { Cluster, Redis } from 'ioredis';
import { Client } from 'pg';
import { checkServer } from '../../cli/doctor/check-outbox.js';
import { bullmq, type BullmqOptions } from '../../lib/bullmq/index.js';
import { ConvergeService } from '../../lib/index.js';
import { ConvergeTesting, ConvergeTestingModule } from '../../lib/testing/index.js';
import { cleanBrokers, describeEach, testBrokers, testOutboxes } from '../utils/brokers.js';
import { orderEvent } from '../utils/events.js';
import { POSTGRES_URL, REDIS_URL } from '../utils/needs.js';
import { eventually, startApp } from '../utils/test-app.js';
import { useServices } from '../utils/use-services.js';

const { apps, sandbox, start } = useServices();
cleanBrokers();

describeEach(testBrokers())('roles on $name', (broker) => {
  it('record in one process and send in another, and only that one has a worker', async () => {
    const outbox = testOutboxes()[broker.name]!();
    const queue = /queue (\w+)/.exec(outbox.broker!.name)![1]!;
    const web = await start({ outbox, delivery: false });
    await web.track(orderEvent());
    expect((await web.stats()).pending).toBe(1);
    expect(await countWorkers(broker.name, queue)).toBe(0);
    const worker = await start({ outbox });
    await sandbox.waitForEvents(1);
    await eventually('it is acknowledged', async () => (await web.flush()) === 0);
    expect((await web.stats()).counters.delivered).toBe(0);
    const isCounted = async () => (await worker.stats()).counters.delivered === 1;
    await eventually('it is counted', isCounted);
    await eventually('it has one', async () => (await countWorkers(broker.name, queue)) > 0);
  });
});

/** Connections of a queue's workers: BullMQ names them. */
async function countWorkers(kind: string, queue: string): Promise<number> {
  if (kind === 'Redis') {
    const redis = new Redis(REDIS_URL);
    const list = (await redis.client('LIST')) as string;
    redis.disconnect();
    return list.split('\n').filter((line) => {
      const [, name = ''] = / name=\S*:(\S+)/.exec(line) ?? [];
      return / cmd=bzpopmin/.test(line) && Buffer.from(name, 'base64').toString().startsWith(queue);
    }).length;
  }
  const client = new Client(POSTGRES_URL);
  await client.connect();
  const { rows } = await client.query(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE starts_with(application_name, $1)',
    [queue],
  );
  await client.end();
  return rows[0].count;
}

const withRedis = testBrokers().some(({ name }) => name === 'Redis') ? describe : describe.skip;

withRedis('the connection of BullModule', () => {
  const connection = { url: REDIS_URL };
  const own = (): BullmqOptions => ({ path: 'memory', queue: `q${process.hrtime.bigint()}` });
  const { prefix } = testBrokers().find(({ name }) => name === 'Redis')?.options ?? {};

  it.each([
    ['forRoot', BullModule.forRoot({ connection, prefix })],
    [
      'forRootAsync',
      BullModule.forRootAsync({
        useFactory: async () => {
          await new Promise((resolve) => setTimeout(resolve, 50));
          return { connection, prefix };
        },
      }),
    ],
  ])('is taken from %s', async (_what, module) => {
    const converge = await start({ outbox: bullmq(own()) }, [module]);
    await converge.track(orderEvent());
    await sandbox.waitForEvents(1);
    expect(converge.logs.said('error')).toEqual([]);
  });

  it('is missed by name', async () => {
    await expect(start({ outbox: bullmq(own()) })).rejects.toThrow(
      'bullmq() has no connection: give it { connection } or { postgres }, or import BullModule',
    );
  });

  it('may be a client of ioredis, which stays open', async () => {
    const client = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
    const converge = await start({ outbox: bullmq({ ...own(), connection: client, prefix }) });
    await converge.track(orderEvent());
    await sandbox.waitForEvents(1);
    await apps.pop()!.close();
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });
});

describe('bullmq()', () => {
  it.each<[string, BullmqOptions, string]>([
    ['two servers', { connection: 'redis://a', postgres: 'postgres://b' }, 'give one of them'],
    ['a limit of 0', { eventsPerSecond: 0 }, '"eventsPerSecond" must be a whole number ≥ 1'],
    ['a name with a colon', { queue: 'a:b' }, '"queue" must be a name'],
    [
      'an unknown option',
      { conection: 'redis://:secret@a' } as BullmqOptions,
      'bullmq(): unknown option "conection"; known are connection, postgres,',
    ],
    ['an empty variable', { connection: '' }, '"connection" must be a URL such as redis://'],
    ['a host alone', { connection: 'secret:6379' }, '"connection" must be a URL'],
    ['another kind of server', { connection: 'postgres://:secret@a/b' }, '"connection" must be'],
    ['Redis for PostgreSQL', { postgres: 'redis://:secret@a' }, '"postgres" must be a URL such as'],
    ['what is no server', { connection: 6379 as never }, '"connection" must be a URL'],
    ['a database by name', { connection: 'redis://:secret@a/shop' }, 'the number of a database'],
    ['a socket as a URL', { connection: 'redis:///secret.sock' }, '"connection" must be a URL'],
    ['a misspelt parameter', { connection: 'redis://:secret@a?prefx=b' }, '"prefx"; known are q'],
    ['one for PostgreSQL', { postgres: 'postgres://:secret@a/b?shema=c' }, '"shema"; known are q'],
    ['a name in the URL', { connection: 'redis://:secret@a?queue=a:b' }, '"queue" must be a name'],
    ['a raw "/" in a password', { postgres: 'postgres://u:1/secret@a/b' }, '"/" as %2F'],
    ['a raw "?" in a password', { postgres: 'postgres://u:1?secret@a/b' }, 'as a % code'],
    [
      'a raw "#" in the password of a pool',
      { postgres: { connectionString: 'postgres://u:1#secret@a/b' } },
      'as a % code',
    ],
  ])('refuses %s', (_what, options, message) => {
    expect(() => bullmq(options)).toThrow(message);
    expect(() => bullmq(options)).not.toThrow('secret');
  });

  const unconnected = { lazyConnect: true, maxRetriesPerRequest: null };
  it.each<[string, () => BullmqOptions, string]>([
    [
      'a client that gives up waiting',
      () => ({ connection: new Redis({ lazyConnect: true }) }),
      'create it with maxRetriesPerRequest: null',
    ],
    [
      'a client with a prefix of its own',
      () => ({ connection: new Redis({ ...unconnected, keyPrefix: 'shop:' }) }),
      'cannot use a connection with "keyPrefix"',
    ],
    [
      'options with a prefix of their own',
      () => ({ connection: { host: '127.0.0.1', keyPrefix: 'shop:' } as never }),
      'cannot use a connection with "keyPrefix"',
    ],
    [
      'a cluster without braces',
      () => ({
        connection: new Cluster([{ port: 1 }], { lazyConnect: true, redisOptions: unconnected }),
        prefix: 'shop',
      }),
      'prefix: "{converge}"',
    ],
  ])('stops the start for %s, with which nothing would be sent', async (_what, make, message) => {
    await expect(start({ outbox: bullmq(make()) })).rejects.toThrow(message);
  });

  it('has its options checked with those of the outbox', async () => {
    const outbox = bullmq({ connection: REDIS_URL, maxEvents: 0 });
    await expect(start({ outbox })).rejects.toThrow('"outbox.maxEvents" must be a whole number');
    await expect(start({ outbox: { broker: {} as never } })).rejects.toThrow('outbox.broker');
  });

  it('opens nothing with enabled: false, nor in tests', async () => {
    const outbox = bullmq({ connection: 'redis://127.0.0.1:1' });
    const converge = await start({ outbox, enabled: false });
    await converge.track(orderEvent());
    expect(converge.logs.said('error')).toEqual([]);
    const app = await startApp({ imports: [ConvergeTestingModule.forRoot({ outbox })] });
    apps.push(app);
    await app.app.get(ConvergeService).track(orderEvent());
    expect(app.app.get(ConvergeTesting).recorded()).toHaveLength(1);
  });

  it('starts the application while the server is away, loudly, and without its password', async () => {
    const connection = 'redis://user:the-secret-password@127.0.0.1:1';
    const outbox = bullmq({ connection, path: 'memory' });
    // What is kept in memory would be sent from there.
    const converge = await start({ outbox, delivery: false });
    await converge.track(orderEvent());
    expect(converge.logs.said('error')).toEqual([
      "THE OUTBOX'S SERVER CANNOT BE USED (Redis at 127.0.0.1:1, queue converge: it cannot be " +
        'reached or used (ECONNREFUSED)). Until it can, events are kept in memory, and sent from there; what is left is lost with the process',
    ]);
    expect(await converge.stats()).toMatchObject({
      pending: 1,
      counters: { brokerUnavailable: 1 },
    });
    await apps.pop()!.close();
    expect(converge.logs.said('error')[1]).toContain('1 event was not delivered');
    expect(converge.logs.text).not.toContain('secret');
  });
});

describeEach(testBrokers())('$name', ({ name, url }) => {
  it('that refuses is explained in words', async () => {
    const wrong = (change: object) => Object.assign(new URL(url), change).href;
    const cases: [BullmqOptions, string][] =
      name === 'Redis'
        ? [
            [{ connection: wrong({ username: 'x', password: 'y' }) }, 'WRONGPASS: wrong user or'],
            [{ connection: wrong({ pathname: '/99999' }) }, 'it has no database of this number'],
          ]
        : [
            [{ postgres: wrong({ pathname: '/no-such' }) }, '3D000: there is no such database'],
            [{ postgres: wrong({ search: '?schema=a-b' }) }, 'invalid name of a schema'],
            [{ postgres: wrong({ search: '?sslmode=require' }) }, 'it does not offer TLS'],
          ];
    for (const [options, reason] of cases) {
      const converge = await start({ outbox: bullmq({ ...options, path: 'memory' }) });
      expect(converge.logs.said('error')[0]).toContain(`it cannot be reached or used (${reason}`);
      const address = (options.connection ?? options.postgres) as string;
      const [finding] = await checkServer(address, { endpoint: sandbox.endpoint, token: 'x' });
      expect(finding).toMatchObject({ status: 'fail', remedy: expect.stringContaining(reason) });
    }
  });
});
