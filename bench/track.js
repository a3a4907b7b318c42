import { join } from 'node:path';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { profiling } from './support/open-shop.js';

const ROUNDS = setting('BENCH_ROUNDS', 7);
const BLOCKS = setting('BENCH_BLOCKS', 100);
const SIZE = 32;
const OURS = 'nestjs-converge';
const PEERS = [
  '@segment/analytics-node',
  'posthog-node',
  '@amplitude/analytics-node',
  '@rudderstack/rudder-sdk-node',
];
const NAMES = [OURS, ...PEERS, 'untracked handler', 'tracked handler'];

/**
 * The cost for the caller of tracking one `Placed Order` with three items: until the event is committed to
 * the disk with this library, until it is in memory with the others. None of them sends meanwhile: events
 * in memory are flushed to a local sink after every 32 events, which is not measured.
 */
export async function main() {
  title('The cost for the caller of tracking one order');
  const folder = makeFolder();
  const sink = await startChild('sink');
  const endpoint = await sink.call('listen');
  const children = new Map();
  for (const name of NAMES) {
    const env = {
      CONVERGE_ENDPOINT: endpoint,
      CONVERGE_TOKEN: 'token',
      CONVERGE_OUTBOX_PATH: join(folder, `outbox-${children.size}`),
    };
    const child = await startChild('tracker', { env, execArgv: profiling() });
    await child.call('start', name, endpoint);
    children.set(name, child);
  }
  for (const concurrency of [1, 8, 32]) {
    const rounds = await compare(children, concurrency);
    console.log(`${concurrency} in one turn of the event loop:\n`);
    report(rounds);
  }
  for (const child of children.values()) await child.end();
  await sink.end();
}

async function compare(children, concurrency) {
  const rounds = Object.fromEntries(NAMES.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, child] of children) {
      const used = await child.call('track', { blocks: BLOCKS, size: SIZE, concurrency });
      if (round >= 0) rounds[name].push(used);
    }
  }
  return rounds;
}

function report(rounds) {
  const rows = [
    [
      'library',
      'CPU, µs',
      'our CPU over it',
      'in the call, µs',
      'ours over it',
      'until kept, µs',
      '',
    ],
  ];
  for (const name of [OURS, ...PEERS]) {
    const { cells, ratios } = compareTo(rounds, name);
    rows.push([...cells, name === OURS ? '' : verdict(median(ratios), 1)]);
  }
  table(rows);
  const extra = rounds['tracked handler'].map(
    ({ cpu }, round) => cpu - rounds['untracked handler'][round].cpu,
  );
  console.log(`The decorator adds ${spread(extra, 0)} µs of CPU to a handler without HTTP.\n`);
}

function compareTo(rounds, name) {
  const text = (key) => median(rounds[name].map((used) => used[key])).toFixed(1);
  const ratiosOf = (key) => rounds[name].map((used, round) => rounds[OURS][round][key] / used[key]);
  const ratios = ratiosOf('cpu');
  const cells = [
    name,
    text('cpu'),
    spread(ratios),
    text('sync'),
    spread(ratiosOf('sync')),
    text('wait'),
  ];
  return { cells, ratios };
}
