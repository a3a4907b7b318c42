import { join } from 'node:path';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { openShop, shopEnv } from './support/open-shop.js';

const ORDERS = setting('BENCH_ORDERS', 4_000);
const ROUNDS = setting('BENCH_ROUNDS', 5);
const WARM_UP_ROUNDS = 2;
const CONNECTIONS = 8;
/** The goals: added CPU time over that of tracking by hand, and that of the main thread in microseconds. */
const ADDED_GOAL = 0.75;
const MAIN_GOAL_US = 120;
const PLAIN = 'converge, sender elsewhere';
const TRACKINGS = ['none', 'by hand', 'converge', PLAIN];
/** What the option `telemetry` may add to a recording on the main thread, in microseconds. */
const TELEMETRY_GOALS_US = { 'without an SDK': 5, 'with an SDK': 25 };
const RECORDINGS = setting('BENCH_RECORDINGS', 100_000);

/**
 * The CPU time that tracking adds to a shop's process, per order. Eight orders run at a time; customers
 * and sink are other processes; the time ends when the last event is at the sink.
 */
export async function main() {
  for (const isBare of [false, true]) {
    for (const platform of ['express', 'fastify']) await compare(platform, isBare);
  }
  await compareTelemetry();
}

/** The recording alone, around work that does nothing: in a whole shop, the noise is larger than this. */
async function compareTelemetry() {
  title('CPU time of telemetry for one recording');
  const rows = [];
  for (const [set, goal] of Object.entries(TELEMETRY_GOALS_US)) {
    const child = await startChild('telemetry');
    await child.call('start', set === 'with an SDK');
    const more = [];
    for (let round = -1; round < ROUNDS; round++) {
      const { without, observed } = await child.call('measure', RECORDINGS);
      if (round >= 0) more.push(observed - without);
    }
    rows.push([set, spread(more, 1), verdict(median(more), goal)]);
    await child.end();
  }
  table([['telemetry', 'main thread, µs more', ''], ...rows]);
}

async function compare(platform, isBare) {
  const shop = isBare ? 'a bare shop' : 'the sample shop';
  title(`CPU time of ${shop} on ${platform}`);
  const folder = makeFolder();
  const sink = await startChild('sink');
  const endpoint = await sink.call('listen');
  const shops = [];
  for (const tracking of TRACKINGS) {
    const options = { platform, tracking, isBare };
    const outbox = join(folder, `outbox-${shops.length}`);
    const shop = await openShop(options, { endpoint, outbox, connections: CONNECTIONS });
    shops.push({ ...shop, outbox, rounds: [] });
  }
  const sender = await startChild('backlogged', { env: shopEnv(endpoint, shops.at(-1).outbox) });
  await sender.call('start', true);
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const shop of shops) {
      const used = await measure(shop, sink);
      if (round >= 0) shop.rounds.push(used);
    }
  }
  report(shops);
  for (const shop of shops) await shop.close();
  await sender.end();
  await sink.end();
}

async function measure({ tracking, child, customers }, sink) {
  await sink.call('reset');
  const before = await child.call('cpu');
  await customers.orderMany(ORDERS);
  if (tracking !== 'none') {
    const arrived = await sink.call('waitFor', ORDERS);
    if (arrived !== ORDERS) throw new Error(`${arrived} of ${ORDERS} events arrived`);
  }
  // Time for the sender to acknowledge the last answers.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const after = await child.call('cpu');
  return {
    process: (after.process - before.process) / ORDERS,
    main: (after.main - before.main) / ORDERS,
  };
}

/** Compares within the same round, so that a slow minute of the machine affects all. */
function report([untracked, byHand, ...ours]) {
  const added = ({ rounds }, key) =>
    rounds.map((used, round) => used[key] - untracked.rounds[round][key]);
  const byHandAdds = added(byHand, 'process');
  const rows = [
    ['tracking', 'process, µs', 'µs more', 'over by hand', '', 'main thread, µs', 'µs more', ''],
  ];
  for (const shop of [untracked, byHand, ...ours]) {
    const ratios = added(shop, 'process').map((more, round) => more / byHandAdds[round]);
    const main = added(shop, 'main');
    const delivers = shop.tracking === 'converge';
    rows.push([
      shop.tracking,
      median(shop.rounds.map((used) => used.process)).toFixed(0),
      spread(added(shop, 'process'), 0),
      spread(ratios),
      delivers ? verdict(median(ratios), ADDED_GOAL) : '',
      median(shop.rounds.map((used) => used.main)).toFixed(0),
      spread(main, 0),
      delivers ? verdict(median(main), MAIN_GOAL_US) : '',
    ]);
  }
  table(rows);
}
