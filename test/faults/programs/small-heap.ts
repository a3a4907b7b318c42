import { Dispatcher } from '../../../lib/delivery/dispatcher.js';
import { SqliteOutbox } from '../../../lib/outbox/sqlite/sqlite.outbox.js';
import { Reporter } from '../../../lib/reporting/reporter.js';
import { outboxSettings } from '../../utils/outbox-settings.js';

const MEGABYTE = 1024 ** 2;
const LARGE = 64;

const [, , mode, path = 'memory'] = process.argv;
const LIMITS = { maxEvents: 10_000_000, maxEventBytes: 8 * MEGABYTE };
const settings = outboxSettings(path, LIMITS);
const record = (body: string) => ({ eventName: 'e', origin: 'o', body, recordedAt: Date.now() });
const nothing = () => undefined;

/** Puts small events into an outbox in memory until it is full. */
async function fillMemory(): Promise<number> {
  const outbox = await SqliteOutbox.open(outboxSettings('memory', LIMITS));
  for (let count = 0; ; count++) {
    try {
      await outbox.put(record(JSON.stringify({ order: count, text: 'x'.repeat(900) })));
    } catch {
      return count;
    }
  }
}

async function putLarge(): Promise<number> {
  const outbox = await SqliteOutbox.open(settings);
  for (let count = 0; count < LARGE; count++) {
    await outbox.put(record(JSON.stringify({ order: count, text: 'ä'.repeat(2 * MEGABYTE) })));
  }
  await outbox.close();
  return LARGE;
}

async function deliverLarge(): Promise<number> {
  const outbox = await SqliteOutbox.open(settings);
  let count = 0;
  const send = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    count++;
    return { kind: 'delivered', status: 200 } as const;
  };
  const log = { write: nothing, isDebugEnabled: () => false };
  const retry = { baseDelayMs: 10, maxDelayMs: 100, giveUpAfterMs: 1_000_000 };
  const delivery = { concurrency: 64, eventsPerSecond: undefined, retry };
  const reporter = new Reporter({}, log);
  const dispatcher = new Dispatcher(delivery, outbox, { send }, reporter);
  dispatcher.start();
  await dispatcher.flush(60_000);
  await dispatcher.stop();
  await outbox.close();
  return count;
}

const DEAD = 110;

async function putDead(): Promise<number> {
  const outbox = await SqliteOutbox.open(settings);
  const dead = { reason: 'refused', undeliverable: false };
  const body = JSON.stringify('x'.repeat(900_000));
  for (let count = 0; count < DEAD; count++) await outbox.put({ ...record(body), dead });
  await outbox.close();
  return DEAD;
}

/** Lists and deletes what fits into a list, until nothing is left. */
async function listDead(): Promise<number> {
  const { admin } = await SqliteOutbox.open(settings);
  await admin.erase('urn:email:jane@example.com');
  for (let count = 0; ;) {
    const letters = await admin.deadLetters();
    if (letters.length === 0) return count;
    for (const { id } of letters) count += await admin.discard({ id });
  }
}

const work = { fillMemory, putLarge, deliverLarge, putDead, listDead }[mode as 'fillMemory']!;
process.stdout.write(String(await work()), () => process.exit());
