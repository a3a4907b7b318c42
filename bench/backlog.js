import { copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';

const LARGEST = setting('BENCH_BACKLOG', 1_000_000);
const ROUNDS = setting('BENCH_ROUNDS', 5);
const SIZES = [0, 10_000, 100_000, 1_000_000].filter((size) => size <= LARGEST);
/** How many events are added, and then delivered, in each round. */
const EVENTS = 2_000;
const MIB = 1024 ** 2;

/** The cost of a backlog: for adding an event, in memory, at the next start, and on the disk. */
export async function main() {
  title('A backlog of events in the outbox');
  const folder = makeFolder();
  const sink = await startChild('sink');
  const env = { CONVERGE_ENDPOINT: await sink.call('listen'), CONVERGE_TOKEN: 'token' };
  const templates = [];
  for (const size of SIZES) templates.push(await fill(join(folder, `${size}`), size, env));
  const rounds = new Map(SIZES.map((size) => [size, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, size] of SIZES.entries()) {
      const outbox = join(folder, 'outbox');
      copyFileSync(templates[at].path, outbox);
      const used = await measure({ ...env, CONVERGE_OUTBOX_PATH: outbox }, size, sink);
      for (const suffix of ['', '-wal', '-shm']) rmSync(outbox + suffix, { force: true });
      rounds.get(size).push(used);
    }
  }
  await sink.end();
  report(templates, rounds);
}

async function fill(path, size, env) {
  const filler = await startChild('filler', { env: { ...env, CONVERGE_OUTBOX_PATH: path } });
  const pending = await filler.call('fill', size);
  if (pending !== size) throw new Error(`${pending} events instead of ${size}`);
  await filler.call('close');
  await filler.end();
  return { path, bytes: statSync(path).size };
}

async function measure(env, size, sink) {
  const adding = await startChild('backlogged', { env });
  await adding.call('start', false);
  await adding.call('track', EVENTS);
  const { cpu, wall } = await adding.call('track', EVENTS);
  await adding.kill();

  // A restart after a kill: the log has to be read too, from the cache of the file system.
  await sink.call('reset');
  const delivering = await startChild('backlogged', { env });
  const { openAt, bootstrapAt } = await delivering.call('start', true);
  const most = size + 2 * EVENTS;
  await sink.call('waitFor', Math.min(EVENTS * 2, most));
  const firstAt = BigInt(await sink.call('firstAt'));
  await delivering.call('track', EVENTS);
  const memory = await delivering.call('memory');
  await delivering.kill();
  const ms = (from) => Number(firstAt - BigInt(from)) / 1e6;
  return { cpu, wall, memory: memory.most, bootstrap: ms(bootstrapAt), open: ms(openAt) };
}

function report(templates, rounds) {
  const none = rounds.get(0);
  const empty = templates[0].bytes;
  const rows = [
    [
      'backlog',
      'adding one: CPU over that at 0',
      'wall over that at 0',
      'most memory over that at 0, MiB',
      'start to first delivery, ms',
      'and with opening, ms',
      'bytes on disk per event',
    ],
  ];
  const last = rounds.get(SIZES.at(-1));
  const ratios = (all, key) => all.map((used, round) => used[key] / none[round][key]);
  const more = (all) => all.map((used, round) => (used.memory - none[round].memory) / MIB);
  for (const [at, size] of SIZES.entries()) {
    const all = rounds.get(size);
    rows.push([
      String(size),
      spread(ratios(all, 'cpu')),
      spread(ratios(all, 'wall')),
      spread(more(all), 0),
      spread(
        all.map(({ bootstrap }) => bootstrap),
        0,
      ),
      spread(
        all.map(({ open }) => open),
        0,
      ),
      size === 0 ? '' : ((templates[at].bytes - empty) / size).toFixed(0),
    ]);
  }
  table(rows);
  console.log(`adding one at ${SIZES.at(-1)}: ${verdict(median(ratios(last, 'cpu')), 1.3)}`);
  console.log(`memory at ${SIZES.at(-1)}, MiB more: ${verdict(median(more(last)), 64)}`);
  const start = median(last.map(({ bootstrap }) => bootstrap));
  console.log(`start to first delivery, ms: ${verdict(start, 250)}\n`);
}
