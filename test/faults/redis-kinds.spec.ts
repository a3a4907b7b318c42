import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { checkServer } from '../../cli/doctor/check-outbox.js';
import { bullmq, type BullmqOptions } from '../../lib/bullmq/index.js';
import type { ConvergeService } from '../../lib/index.js';
import { makeCertificate } from '../utils/certificate.js';
import { orderEvent } from '../utils/events.js';
import { needs } from '../utils/needs.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';
import { useServices } from '../utils/use-services.js';
import { OwnRedis, OwnSentinel, type OwnServer } from './support/own-servers.js';

/** How long a failover may take, in milliseconds. */
const FAILOVER_MS = 60_000;

const folder = useTemporaryFolder();
// Before the hooks below, so that it closes before the servers.
const { sandbox, start } = useServices();
let servers: OwnServer[];
let clients: (Redis | Cluster)[];

beforeEach(() => {
  [servers, clients] = [[], []];
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  for (const server of servers) await server.remove();
});

async function started<Server extends OwnServer>(server: Server): Promise<Server> {
  servers.push(server);
  await server.start();
  return server;
}

async function startShop(
  options: BullmqOptions,
): Promise<ConvergeService & { readonly warnings: () => string[] }> {
  const path = join(folder.path, 'spill');
  const converge = await start({ outbox: bullmq({ path, commitTimeoutMs: 2_000, ...options }) });
  return Object.assign(converge, { warnings: () => converge.logs.said('warn') });
}

/** The ids of orders that were tracked. */
async function track(converge: ConvergeService, from: number, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `order-${from + n}`);
  await Promise.all(ids.map((id) => converge.track(orderEvent({ event_id: id }))));
  return ids;
}

async function expectDelivered(converge: ConvergeService, ids: readonly string[]): Promise<void> {
  await eventually('all have arrived', () => arrivedIds().size >= ids.length, FAILOVER_MS);
  expect([...arrivedIds()].sort()).toEqual([...ids].sort());
  // The note of the last one follows its deletion.
  await eventually('all are noted', async () => {
    // While the server is replaced, it may not answer.
    const answers = await converge.audit(ids).catch(() => []);
    return answers.length > 0 && answers.every(({ state }) => state === 'delivered');
  });
}

function arrivedIds(): Set<string> {
  return new Set(sandbox.events().map(({ event }) => event.event_id));
}

const { describe: withRedis } = needs('the program redis-server', OwnRedis.isThere);

withRedis('Redis', () => {
  it('with TLS', async () => {
    const { key, cert } = await makeCertificate();
    const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
    writeFileSync(keyFile, key, { mode: 0o600 });
    writeFileSync(certFile, cert);
    const files = ['--tls-key-file', keyFile, '--tls-cert-file', certFile];
    const tls = ['--tls-auth-clients', 'no', ...files];
    const { port } = await started(new OwnRedis(tls, '--tls-port'));
    const converge = await startShop({
      connection: { host: 'localhost', port, tls: { ca: cert } },
    });
    await expectDelivered(converge, await track(converge, 0, 50));
    expect((await converge.stats()).pending).toBe(0);
  }, 60_000);

  it('with a sentinel that replaces the master', async () => {
    const master = await started(new OwnRedis());
    const replicates = ['--replicaof', `127.0.0.1 ${master.port}`];
    await started(new OwnRedis(replicates));
    const sentinel = await started(new OwnSentinel(master));
    const watched = new Redis(master.port);
    clients.push(watched);
    await eventually('the replica is there', async () => (await watched.wait(1, 100)) === 1);
    const ofSentinel = new Redis(sentinel.port);
    clients.push(ofSentinel);
    const isKnown = async () =>
      ((await ofSentinel.call('SENTINEL', 'REPLICAS', 'shop')) as unknown[]).length === 1;
    await eventually('the sentinel knows it', isKnown, FAILOVER_MS);

    const converge = await startShop(sentinel.options);
    const before = await track(converge, 0, 50);
    await expectDelivered(converge, before);
    await watched.wait(1, 1_000);
    watched.disconnect();
    await master.stop({ isCrash: true });
    const during = await track(converge, 50, 50);
    await expectDelivered(converge, [...before, ...during]);
    const current = await ofSentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'shop');
    expect(current).not.toEqual(['127.0.0.1', `${master.port}`]);
  }, 180_000);

  it.each([
    [
      'that may lose events',
      ['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'],
      ['set "appendonly yes"', 'set "maxmemory-policy noeviction"'],
    ],
    ['that is full', ['--maxmemory', '500kb'], ['its memory is full: raise "maxmemory"']],
    ['that only reads', ['--replicaof', '127.0.0.1 1'], ['it is a replica, which only reads']],
  ])('%s is named once at the start, and by doctor', async (_what, settings, said) => {
    const redis = await started(new OwnRedis(settings));
    const converge = await startShop(redis.options);
    const warnings = converge.warnings().filter((line) => line.includes('keep events safely'));
    expect(warnings).toHaveLength(1);
    const { connection: url } = redis.options;
    const { endpoint, token } = sandbox;
    const findings = await checkServer(url as string, { endpoint, token });
    const found = findings.map(({ message, remedy }) => `${message}: ${remedy}`).join();
    for (const words of said) {
      expect(warnings[0]).toContain(words);
      expect(found).toContain(words);
    }
  });

  it('as a cluster', async () => {
    const nodes: OwnRedis[] = [];
    const settings = ['--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no'];
    for (let n = 0; n < 3; n++) nodes.push(await started(new OwnRedis(settings)));
    await makeCluster(nodes);
    const cluster = new Cluster(
      nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
      { redisOptions: { maxRetriesPerRequest: null } },
    );
    clients.push(cluster);
    const converge = await startShop({ connection: cluster, prefix: '{converge}' });
    await expectDelivered(converge, await track(converge, 0, 50));
  }, 120_000);
});

/** Gives each node a third of the slots, and makes them known to each other. */
async function makeCluster(nodes: readonly OwnRedis[]): Promise<void> {
  const own = nodes.map(({ port }) => new Redis(port));
  clients.push(...own);
  const bounds = [0, 5461, 10923, 16384];
  for (const [at, node] of own.entries()) {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', bounds[at]!, bounds[at + 1]! - 1);
    await node.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]!.port);
  }
  const ready = /cluster_state:ok[\s\S]*cluster_known_nodes:3/;
  const isReady = async () => {
    const infos = await Promise.all(own.map((node) => node.call('CLUSTER', 'INFO')));
    return infos.every((info) => ready.test(String(info)));
  };
  await eventually('the cluster is ready', isReady, FAILOVER_MS);
}
