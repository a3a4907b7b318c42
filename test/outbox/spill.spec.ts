import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Broker, BrokerOutbox } from '../../lib/outbox/outbox.js';
import { MemoryOutbox } from '../../lib/outbox/memory/memory.outbox.js';
import { OutboxFullError } from '../../lib/outbox/errors.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import type { NewRecord, Outbox } from '../../lib/outbox/outbox.js';
import type { SpillPace, SpillSettings } from '../../lib/outbox/spill/spill.outbox.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';

const PACE: SpillPace = { startMs: 20, retryMs: 50, answerMs: 200, idleMs: 100 };

const folder = useTemporaryFolder();

type Mode = 'there' | 'away' | 'hanging' | 'slow' | 'full' | 'gated';

/** A server that is away, or does not answer, as a test wants. */
class FakeBroker extends MemoryOutbox implements Broker, BrokerOutbox {
  readonly name = 'the server';
  mode: Mode = 'there';
  /** How often it was asked to take something, and for a sign of life. */
  asked = 0;
  pings = 0;
  readonly taken: string[] = [];
  /** Lets it take what it was asked to take while it was gated. */
  openGate = (): void => undefined;
  refused = 0;

  constructor() {
    super(outboxSettings('memory'));
    const counts = this.admin.counts.bind(this.admin);
    // A server's memory is not that of this process.
    this.admin.counts = async () => ({ ...(await counts()), inMemory: 0 });
  }

  open(): this {
    return this;
  }

  async ping(): Promise<void> {
    this.pings++;
    if (this.mode !== 'gated') await this.answer();
  }

  override async put(record: NewRecord): Promise<void> {
    this.asked++;
    await this.answer();
    if (this.mode === 'full') {
      this.refused++;
      throw new OutboxFullError('maxEvents');
    }
    this.taken.push(record.eventName);
    await super.put(record);
  }

  private async answer(): Promise<void> {
    if (this.mode === 'away') throw new OutboxUnavailableError('it is away');
    if (this.mode === 'hanging') await new Promise(() => undefined);
    if (this.mode === 'gated') await new Promise<void>((resolve) => (this.openGate = resolve));
    if (this.mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

let broker: FakeBroker;
let notices: Array<Record<string, unknown>>;
let open: Outbox[];

beforeEach(() => {
  broker = new FakeBroker();
  notices = [];
  open = [];
});

afterEach(async () => {
  for (const outbox of open) await outbox.close(1_000);
});

async function start(change: Partial<SpillSettings> = {}): Promise<Outbox> {
  const settings: SpillSettings = {
    ...outboxSettings('memory'),
    commitTimeoutMs: 50,
    pace: PACE,
    ...change,
    onNotice: (notice) => notices.push(notice),
  };
  const outbox = await openOutbox(settings, broker);
  open.push(outbox);
  return outbox;
}

const record = (name: string, more = {}): NewRecord => ({
  eventName: name,
  origin: 'Orders#create',
  body: JSON.stringify({ event_name: name, aliases: [`urn:name:${name}`] }),
  recordedAt: 1,
  ...more,
});
const isBack = (count: number) =>
  eventually('it is back', () =>
    notices.some((it) => it['kind'] === 'brokerRestored' && it['count'] === count),
  );

describe.each(['memory', 'a file'])('an outbox at a server, with a spill in %s', (kind) => {
  const path = () => (kind === 'memory' ? 'memory' : join(folder.path, 'spill'));

  it('spills nothing while the server is there', async () => {
    const outbox = await start({ path: path() });
    await outbox.put(record('a'));
    expect(broker.taken).toEqual(['a']);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 1, inMemory: 0 });
    expect(notices).toEqual([]);
  });

  it('says that the server is away where nothing is put', async () => {
    await start({ path: path() });
    broker.mode = 'away';
    await eventually('it says so', () => notices.length > 0);
    expect(notices).toEqual([{ kind: 'brokerUnavailable', reason: 'the server: it is away' }]);
    broker.mode = 'there';
    await isBack(0);
  });

  it('hands over what came while it was away, in order, and says both once', async () => {
    broker.mode = 'away';
    const outbox = await start({ path: path() });
    for (const name of ['a', 'b', 'c']) await outbox.put(record(name));
    await outbox.put(record('dead', { dead: { reason: 'wrong', undeliverable: true } }));
    expect(await outbox.admin.counts()).toMatchObject({ pending: 3, dead: 1 });
    broker.mode = 'there';
    await isBack(4);
    expect(broker.taken.filter((name) => name !== 'dead')).toEqual(['a', 'b', 'c']);
    expect(await outbox.admin.deadLetters()).toMatchObject([
      { eventName: 'dead', reason: 'wrong', undeliverable: true },
    ]);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 3, dead: 1 });
    expect(notices).toEqual([
      { kind: 'brokerUnavailable', reason: 'the server: it is away' },
      { kind: 'brokerRestored', count: 4 },
    ]);
  });

  it('gives a server that does not answer no more time than the response has', async () => {
    const outbox = await start({ path: path() });
    broker.mode = 'hanging';
    await outbox.put(record('a'));
    expect(broker.taken).toEqual([]);
    await eventually('it counts as away', () => notices.length > 0);
    expect(notices).toEqual([
      { kind: 'brokerUnavailable', reason: 'the server: it does not answer in time' },
    ]);
    const { asked } = broker;
    for (let n = 0; n < 100; n++) await outbox.put(record('b'));
    // None of these has waited for it.
    expect(broker.asked).toBe(asked);
    broker.mode = 'there';
    await isBack(101);
  });

  it('hands over nothing that the server has taken after all', async () => {
    const outbox = await start({ path: path(), pace: { ...PACE, answerMs: 10_000 } });
    broker.mode = 'slow';
    await outbox.put(record('a'));
    await eventually('the spill is empty', async () => {
      const { pending } = await outbox.admin.counts();
      return broker.taken.length > 0 && pending === 1;
    });
    expect(broker.taken).toEqual(['a']);
    expect(notices).toEqual([]);
  });

  it('has something to send while it is handed over', async () => {
    const outbox = await start({ path: path(), pace: { ...PACE, answerMs: 10_000 } });
    broker.mode = 'gated';
    const { pings } = broker;
    await outbox.put(record('a'));
    await eventually('it is on its way', () => broker.pings > pings);
    const asked = outbox.lease(0);
    broker.mode = 'there';
    broker.openGate();
    expect((await asked).nextDueAt).toBeDefined();
    expect(broker.taken).toEqual(['a']);
  });

  it('refuses what the server has no room for', async () => {
    const outbox = await start({ path: path() });
    broker.mode = 'full';
    await expect(outbox.put(record('a'))).rejects.toMatchObject({ reason: 'maxEvents' });
    expect(await outbox.admin.counts()).toMatchObject({ pending: 0 });
  });

  it('keeps what was spilled when the server has no room for it yet', async () => {
    broker.mode = 'away';
    const outbox = await start({ path: path() });
    await outbox.put(record('a'));
    broker.mode = 'full';
    await eventually('the server has refused it', () => broker.refused > 1);
    expect((await outbox.admin.counts()).pending).toBe(1);
    broker.mode = 'there';
    await isBack(1);
  });

  it('refuses operators while it is away, but for the counts, and erases in both places', async () => {
    broker.mode = 'away';
    const outbox = await start({ path: path() });
    await outbox.put(record('jane'));
    await outbox.put(record('joe'));
    for (const call of [
      () => outbox.admin.deadLetters(),
      () => outbox.admin.replay(),
      () => outbox.admin.erase('urn:name:jim'),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'OutboxUnavailableError' });
    }
    broker.mode = 'there';
    await isBack(2);
    await outbox.put(record('jane'));
    broker.mode = 'away';
    await outbox.put(record('jane'));
    broker.mode = 'there';
    await isBack(1);
    expect(await outbox.admin.erase('urn:name:jane')).toBe(3);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 1 });
  });
});

it('hands over what an earlier process has left in the file', async () => {
  const path = join(folder.path, 'spill');
  broker.mode = 'away';
  const first = await start({ path });
  await first.put(record('a'));
  expect(await first.close(1_000)).toBe(0);
  broker.mode = 'there';
  broker = new FakeBroker();
  await start({ path });
  await eventually('it is handed over', () => broker.taken.length === 1);
});

it('says how many are lost with a process that has no disk', async () => {
  broker.mode = 'away';
  const outbox = await start();
  await outbox.put(record('a'));
  expect(await outbox.close(1_000)).toBe(1);
  await expect(outbox.put(record('b'))).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
});
