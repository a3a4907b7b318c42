import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './support/child.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { openShop } from './support/open-shop.js';

const ROUNDS = setting('BENCH_ROUNDS', 7);
const BURST = setting('BENCH_ORDERS', 20_000);
const CONNECTIONS = 64;
const MIB = 1024 ** 2;
const IMPORT_GOAL = 1.2;
const BURST_GOAL_MIB = 39;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** As it is published. */
const LIBRARY = join(ROOT, 'dist', 'index.js');
const IMPORTS = {
  '@nestjs/axios and undici alone': ['@nestjs/axios', 'undici'],
  'nestjs-converge': [LIBRARY],
};

/** Import time, and memory when idle and in a burst. */
export async function main() {
  compareImports();
  await compareMemory();
}

/** Next to Nest, rxjs, class-validator and class-transformer, which a shop loads anyway. */
function compareImports() {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  title('Importing, beside Nest, rxjs, class-validator and class-transformer');
  const names = Object.keys(IMPORTS);
  const rounds = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of names) {
      const used = importIt(IMPORTS[name]);
      // The first round fills the system's file cache.
      if (round > 0) rounds[name].push(used);
    }
  }
  const alone = rounds[names[0]];
  const rows = names.map((name) => {
    const ratios = rounds[name].map(({ ms }, round) => ms / alone[round].ms);
    const goal = name === names[0] ? '' : verdict(median(ratios), IMPORT_GOAL);
    return [
      name,
      spread(
        rounds[name].map(({ ms }) => ms),
        0,
      ),
      spread(ratios),
      (median(rounds[name].map(({ bytes }) => bytes)) / MIB).toFixed(1),
      goal,
    ];
  });
  table([['', 'ms', 'ratio', 'resident, MiB', ''], ...rows]);
}

function importIt(names) {
  const script = fileURLToPath(new URL('./children/importer.js', import.meta.url));
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', script, ...names];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

async function compareMemory() {
  title(`Resident memory of a Fastify shop: idle, and at most in a burst of ${BURST} orders`);
  const rows = [['tracking', 'heap', 'idle, MiB', 'burst, MiB', 'burst, MiB more', '']];
  for (const heap of [64, 0]) {
    const rounds = { none: [], converge: [] };
    for (let round = 0; round < Math.ceil(ROUNDS / 2); round++) {
      for (const tracking of Object.keys(rounds))
        rounds[tracking].push(await burst(tracking, heap));
    }
    const more = rounds.converge.map(({ most }, round) => (most - rounds.none[round].most) / MIB);
    for (const [tracking, measured] of Object.entries(rounds)) {
      const isOurs = tracking !== 'none';
      rows.push([
        tracking,
        heap === 0 ? 'default' : `${heap} MB`,
        spread(
          measured.map(({ idle }) => idle / MIB),
          0,
        ),
        spread(
          measured.map(({ most }) => most / MIB),
          0,
        ),
        isOurs ? spread(more, 0) : '',
        isOurs && heap > 0 ? verdict(median(more), BURST_GOAL_MIB) : '',
      ]);
    }
  }
  table(rows);
}

/** A new shop for each burst, because a process hardly gives memory back. */
async function burst(tracking, heap) {
  const sink = await startChild('sink');
  const shop = await openShop(
    { platform: 'fastify', tracking, isBare: true },
    {
      endpoint: await sink.call('listen'),
      outbox: join(makeFolder(), 'outbox'),
      connections: CONNECTIONS,
      execArgv: heap === 0 ? [] : [`--max-old-space-size=${heap}`],
    },
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { now: idle } = await shop.child.call('memory');
  await shop.customers.orderMany(BURST);
  if (tracking !== 'none') await sink.call('waitFor', BURST);
  const { most } = await shop.child.call('memory');
  await shop.close();
  await sink.end();
  return { idle, most };
}
