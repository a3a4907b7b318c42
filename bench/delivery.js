import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { profiling } from './support/open-shop.js';
import { placedOrder } from './support/order.js';

const EVENTS = setting('BENCH_EVENTS', 20_000);
const ROUNDS = setting('BENCH_ROUNDS', 7);
const CONCURRENCY = 8;
const SENDERS = ['converge', 'axios', 'undici'];
const NAMES = {
  converge: 'converge, from the outbox',
  axios: 'plain axios, keep-alive agent',
  undici: 'raw undici, pool',
};

/**
 * Events per second from a full outbox to a sink in another process; every sender is a new process. The
 * time of ours begins before the outbox is opened and ends when the last event is acknowledged.
 */
export async function main() {
  title(`Delivering ${EVENTS} events to a local sink, ${CONCURRENCY} at a time`);
  const folder = makeFolder();
  const template = join(folder, 'template');
  const sink = await startChild('sink');
  const env = { CONVERGE_ENDPOINT: await sink.call('listen'), CONVERGE_TOKEN: 'token' };
  const filler = await startChild('filler', { env: { ...env, CONVERGE_OUTBOX_PATH: template } });
  await filler.call('fill', EVENTS);
  await filler.call('close');
  await filler.end();
  const rounds = Object.fromEntries(SENDERS.map((sender) => [sender, []]));
  // The first round warms up the sink.
  for (let round = -1; round < ROUNDS; round++) {
    const outbox = join(folder, `outbox-${round}`);
    copyFileSync(template, outbox);
    for (const sender of SENDERS) {
      const used = await send(sender, { ...env, CONVERGE_OUTBOX_PATH: outbox }, sink);
      if (round >= 0) rounds[sender].push(used);
    }
  }
  await sink.end();
  report(rounds);
}

async function send(sender, env, sink) {
  await sink.call('reset');
  const child = await startChild('sender', { env, execArgv: profiling() });
  const body = JSON.stringify(placedOrder());
  const used = await child.call('send', sender, { body, count: EVENTS, concurrency: CONCURRENCY });
  await child.end();
  const arrived = await sink.call('count');
  if (arrived !== EVENTS || used.left > 0) throw new Error(`${arrived} of ${EVENTS} arrived`);
  return used;
}

function report(rounds) {
  const rows = [
    ['sender', 'events/s', 'our events/s over it', 'CPU µs/event', 'our CPU over it', ''],
  ];
  const goals = { axios: 2, undici: 1 / 3 };
  for (const sender of SENDERS) {
    const ratios = (key) =>
      rounds[sender].map((used, round) => used[key] / rounds.converge[round][key]);
    const faster = ratios('wall');
    rows.push([
      NAMES[sender],
      median(rounds[sender].map(({ wall }) => (EVENTS * 1e6) / wall)).toFixed(0),
      spread(faster),
      median(rounds[sender].map(({ cpu }) => cpu / EVENTS)).toFixed(0),
      spread(ratios('cpu').map((ratio) => 1 / ratio)),
      goals[sender] ? verdict(median(faster), Number(goals[sender].toFixed(2)), false) : '',
    ]);
  }
  table(rows);
}
