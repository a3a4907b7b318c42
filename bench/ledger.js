import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';

const ROUNDS = setting('BENCH_ROUNDS', 7);
const EVENTS = setting('BENCH_EVENTS', 20_000);
const IDS = setting('BENCH_IDS', 1_000_000);
const COMMAND = fileURLToPath(new URL('dist/cli/main.js', import.meta.url));
const SAY_MEMORY = "process.on('exit',()=>console.error('KiB%20'+process.resourceUsage().maxRSS))";

/** What the ledger costs an event and the disk, and how long an audit takes. */
export async function main() {
  title('The ledger of what was delivered');
  const folder = makeFolder();
  for (const concurrency of [32, 1]) await compare(folder, concurrency);
  for (const length of [8, 36]) await fill(folder, length);
}

async function compare(folder, concurrency) {
  const children = {};
  for (const [name, days] of Object.entries({ with: 35, without: 0 })) {
    const child = await startChild('ledger');
    await child.call('open', join(folder, `${name}-${concurrency}`), days);
    children[name] = child;
  }
  const rounds = [];
  for (let round = -1; round < ROUNDS; round++) {
    const used = {};
    for (const [name, child] of Object.entries(children)) {
      used[name] = await child.call('deliver', EVENTS, concurrency);
    }
    if (round >= 0) rounds.push(used);
  }
  for (const child of Object.values(children)) await child.end();
  console.log(`${concurrency} in one turn of the event loop, from track to acknowledged:\n`);
  const rows = [['CPU', 'without, µs', 'added, µs', 'ratio', '']];
  for (const key of ['main', 'all']) {
    const added = rounds.map((used) => used.with[key] - used.without[key]);
    rows.push([
      key === 'main' ? 'main thread' : 'all threads',
      median(rounds.map(({ without }) => without[key])).toFixed(1),
      spread(added, 1),
      spread(rounds.map((used) => used.with[key] / used.without[key])),
      verdict(median(added), 5),
    ]);
  }
  table(rows);
}

async function fill(folder, length) {
  const path = join(folder, `ledger-${length}`);
  const child = await startChild('ledger');
  await child.call('open', path, 35);
  await child.call('fill', IDS, length);
  const bytes = await child.call('close', path);
  await child.end();
  const file = join(folder, `orders-${length}.csv`);
  const id = (n) => String(n).padStart(length, 'o-0123456789abcdef');
  writeFileSync(
    file,
    `id,total\n${Array.from({ length: IDS }, (_, n) => `${id(n)},1\n`).join('')}`,
  );
  console.log(`${IDS} ids of ${length} characters:\n`);
  const perId = bytes / IDS;
  table([
    ['bytes on disk for an id', 'audit of all, s', 'of one, s', 'most memory, MiB', ''],
    [perId.toFixed(1), ...audit(file, path, id(IDS - 1)), verdict(perId, 100)],
  ]);
}

/** The command line as a process of its own, its start included: for all ids, and for one. */
function audit(file, path, one) {
  const all = run([file, '--path', path]);
  const single = run(['-', '--path', path], `${one}\n`);
  return [all.seconds.toFixed(1), single.seconds.toFixed(2), all.memory.toFixed(0)];
}

function run(args, input = '') {
  const begin = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [`--import=data:text/javascript,${SAY_MEMORY}`, COMMAND, 'audit', ...args],
    { input, encoding: 'utf8', env: { PATH: process.env.PATH } },
  );
  if (status !== 0) throw new Error(`audit ended with ${status}: ${stderr}`);
  const memory = Number(/^KiB (\d+)$/m.exec(stderr)[1]) / 1024;
  return { seconds: (performance.now() - begin) / 1000, memory };
}
