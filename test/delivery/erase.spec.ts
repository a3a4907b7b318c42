import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import type { DeliveryOutcome } from '../../lib/delivery/delivery-outcome.js';
import { Dispatcher } from '../../lib/delivery/dispatcher.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { Reporter } from '../../lib/reporting/reporter.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const folder = useTemporaryFolder();
const settings = {
  concurrency: 4,
  retry: { baseDelayMs: 10, maxDelayMs: 100, giveUpAfterMs: 1_000_000 },
};
const EVENTS = 80;
const REQUEST_MS = 200;
const nothing = () => undefined;
const log = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  isDebugEnabled: () => false,
};

let senders: Array<{ outbox: SqliteOutbox; dispatcher: Dispatcher }> = [];

afterEach(async () => {
  for (const { dispatcher, outbox } of senders) {
    await dispatcher.stop();
    await outbox.close();
  }
  senders = [];
});

it('begins no request for an erased person after it has resolved, in any of the processes', async () => {
  const sent: Array<{ name: string; isErased: boolean }> = [];
  let isErased = false;
  const send = async (body: string): Promise<DeliveryOutcome> => {
    sent.push({ name: JSON.parse(body).name, isErased });
    await new Promise((resolve) => setTimeout(resolve, REQUEST_MS));
    return { kind: 'delivered', status: 200 };
  };
  for (let process = 0; process < 3; process++) {
    const outbox = await SqliteOutbox.open(outboxSettings(join(folder.path, 'outbox')));
    const dispatcher = new Dispatcher(settings, outbox, { send }, new Reporter({}, log));
    senders.push({ outbox, dispatcher });
  }
  const { outbox } = senders[0]!;
  const puts = Array.from({ length: EVENTS }, (_, n) => {
    const name = n % 2 === 0 ? 'jane' : 'joe';
    const body = JSON.stringify({ name, aliases: [`urn:email:${name}@example.com`] });
    return outbox.put({ eventName: name, origin: 'o', body, recordedAt: Date.now() });
  });
  await Promise.all(puts);
  for (const { dispatcher } of senders) dispatcher.start();
  await new Promise((resolve) => setTimeout(resolve, 1.5 * REQUEST_MS));
  const erased = await outbox.admin.erase('urn:email:jane@example.com');
  isErased = true;
  expect(erased).toBeGreaterThan(0);
  await Promise.all(senders.map(({ dispatcher }) => dispatcher.flush(10_000)));
  const count = (name: string) => sent.filter((each) => each.name === name).length;
  expect(sent.filter((each) => each.name === 'jane' && each.isErased)).toEqual([]);
  // Nothing else is lost, or sent twice.
  expect(count('joe')).toBe(EVENTS / 2);
  // What was on its way when it was erased is counted on both sides.
  expect(count('jane') + erased).toBeGreaterThanOrEqual(EVENTS / 2);
  expect(count('jane')).toBeLessThan(EVENTS / 2);
});
