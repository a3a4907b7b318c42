import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { table, title } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { FaultyShop } from './support/faulty-shop.js';

const PER_SECOND = 20;
const ROUNDS = 20;
const MINUTE_MS = 60_000;
const SEED = 2026;

const WAYS = {
  '`axios.post`': 'by hand',
  '`axios.post`, 3 retries': 'by hand, with retries',
  'nestjs-converge': 'converge',
};

/** What happens to a shop that sells; the same to each, at the same moments. */
const FAULTS = {
  'nothing fails': async () => {
    await pause(MINUTE_MS / 2);
  },
  [`the shop is killed ${ROUNDS} times (SIGKILL)`]: (shop, random) =>
    restart(shop, random, 'SIGKILL'),
  [`the shop is deployed ${ROUNDS} times (SIGTERM)`]: (shop, random) =>
    restart(shop, random, 'SIGTERM'),
  'Converge answers 503 for a minute': (shop) => during(shop, [{ status: 503 }]),
  'Converge resets every connection for a minute': (shop) => during(shop, ['reset']),
  'Converge answers 429 to every other request for a minute': (shop) =>
    during(shop, [{ status: 429, headers: { 'Retry-After': '1' } }, { share: 0.5 }]),
  'Converge takes 5 seconds to answer, and the shop is deployed': async (shop) => {
    shop.sandbox.simulateFault({ delayMs: 5_000 });
    await pause(MINUTE_MS / 6);
    await shop.restart('SIGTERM');
    await pause(MINUTE_MS / 6);
    shop.recover();
  },
  "the shop's disk is full for a minute": async (shop, _random, disk) => {
    disk.fill();
    await pause(MINUTE_MS);
    disk.free();
  },
  'the shop is killed while its disk is full and Converge answers 503': async (
    shop,
    _random,
    disk,
  ) => {
    disk.fill();
    shop.sandbox.simulateFault({ status: 503 });
    await pause(MINUTE_MS / 6);
    await shop.restart('SIGKILL');
    disk.free();
    shop.recover();
  },
  [`the shop is killed ${ROUNDS} times, and its disk is new each time`]: (shop, random) =>
    restart(shop, random, 'SIGKILL', () => rmSync(shop.folder, { recursive: true })),
};

/**
 * Counts the orders that were answered and the events that arrived, for the same shop with events posted by
 * hand and with this library, while both have the same faults.
 */
export async function main() {
  const { canMakeDisks, makeDisk } = await import('./dist/test/faults/support/small-disk.js');
  const { randomFrom } = await import('./dist/test/faults/support/random.js');
  title(`Lost events, at ${PER_SECOND} orders a second`);
  const rows = [['what happens', ...Object.keys(WAYS)]];
  const folder = makeFolder();
  for (const [fault, inflict] of Object.entries(FAULTS)) {
    const needsDisk = inflict.length > 2;
    if (needsDisk && !canMakeDisks()) {
      console.log(`Left out, since only root can make a disk: ${fault}.`);
      continue;
    }
    const counts = Object.values(WAYS).map(async (tracking) => {
      const disk = needsDisk ? makeDisk('64m') : undefined;
      const data = join(disk?.folder ?? folder, `data-${rows.length}-${tracking}`);
      const shop = new FaultyShop(tracking, data, PER_SECOND);
      await shop.open();
      await pause(2_000);
      await inflict(shop, randomFrom(SEED), disk);
      await pause(2_000);
      const count = await shop.close();
      disk?.remove();
      return count;
    });
    const cells = (await Promise.all(counts)).map(({ answered, lost }) => `${lost} of ${answered}`);
    rows.push([fault, ...cells]);
    console.log([fault, ...cells].join(' | '));
  }
  console.log();
  table(rows);
}

/** Ends the shop again and again, each time at a random moment under load. */
async function restart(shop, random, signal, meanwhile) {
  for (let round = 0; round < ROUNDS; round++) {
    await pause(500 + random() * 1_000);
    await shop.restart(signal, meanwhile);
  }
}

async function during(shop, fault) {
  shop.sandbox.simulateFault(...fault);
  await pause(MINUTE_MS);
  shop.recover();
}
