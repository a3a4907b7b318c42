import { join } from 'node:path';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { POSTGRES, REDIS } from './support/servers.js';

const EVENTS = setting('BENCH_EVENTS', 10_000);
const ROUNDS = setting('BENCH_ROUNDS', 3);
const WORKERS = process.env.BENCH_WORKERS?.split(',').map(Number) ?? [1, 2, 4];
/** How many events each worker sends at a time. */
const CONCURRENCY = 8;
/** How many events the producer records at a time. */
const AT_ONCE = 32;
/** The goal: our events per second over those of BullMQ alone on the same server. */
const GOAL = 0.8;

/**
 * Events per second from `track` to the answer of a sink, with one process that records and one or more
 * that send, all at the same time; beside BullMQ alone with the same events, whose processor posts with
 * axios, as usual in a Nest application, or with undici.
 */
export async function main() {
  title(`${EVENTS} events through a queue, ${CONCURRENCY} at a time in each worker`);
  const folder = makeFolder();
  const spill = join(folder, 'spill');
  const sink = await startChild('sink');
  const endpoint = await sink.call('listen');
  const contestants = [
    { name: 'converge, SQLite', child: 'scale-converge', server: join(folder, 'outbox') },
    ...onServer('Redis', REDIS),
    ...onServer('PostgreSQL', POSTGRES),
  ];
  for (const workers of WORKERS) {
    const rounds = contestants.map(() => []);
    // The first round warms up the servers and the sink.
    for (let round = -1; round < ROUNDS; round++) {
      for (const [at, contestant] of contestants.entries()) {
        const perSecond = await measure(contestant, workers, { endpoint, sink, spill });
        if (round >= 0) rounds[at].push(perSecond);
      }
    }
    report(contestants, workers, rounds);
  }
  await sink.end();
}

function onServer(name, server) {
  const bare = (client) => ({ name: `BullMQ with ${client}, ${name}`, client });
  return [
    { ...bare('axios'), child: 'scale-bare', server },
    { ...bare('undici'), child: 'scale-bare', server },
    { name: `converge, ${name}`, child: 'scale-converge', server, bare: [2, 1] },
  ];
}

async function measure({ child, server, client }, workers, { endpoint, sink, spill }) {
  await sink.call('reset');
  const env = {
    CONVERGE_ENDPOINT: endpoint,
    CONVERGE_TOKEN: 'token',
    BENCH_SERVER: server,
    BENCH_CLIENT: client,
    BENCH_SPILL: spill,
  };
  const start = async (role) => {
    const process = await startChild(child, { env });
    await process.call('open', role, CONCURRENCY);
    return process;
  };
  const producer = await start('producer');
  const senders = await Promise.all(Array.from({ length: workers }, () => start('worker')));
  const begin = performance.now();
  const arrived = sink.call('waitFor', EVENTS);
  await producer.call('record', EVENTS, AT_ONCE);
  if ((await arrived) !== EVENTS) throw new Error(`${await arrived} of ${EVENTS} events arrived`);
  const seconds = (performance.now() - begin) / 1000;
  for (const sender of senders) await sender.call('close');
  const left = await producer.call('left');
  await producer.call('close');
  await Promise.all([producer, ...senders].map((process) => process.end()));
  const sent = await sink.call('count');
  // A server that is too busy to keep a lease alive has its event sent twice.
  if (left > 0 || sent < EVENTS) throw new Error(`${left} left, ${sent} sent of ${EVENTS}`);
  return EVENTS / seconds;
}

function report(contestants, workers, rounds) {
  const rows = [['queue', 'workers', 'events/s', 'over axios', '', 'over undici']];
  for (const [at, { name, bare }] of contestants.entries()) {
    const over = (before) =>
      rounds[at].map((perSecond, round) => perSecond / rounds[at - before][round]);
    rows.push([
      name,
      String(workers),
      spread(rounds[at], 0),
      bare ? spread(over(bare[0])) : '',
      bare ? verdict(median(over(bare[0])), GOAL, false) : '',
      bare ? spread(over(bare[1])) : '',
    ]);
  }
  table(rows);
}
