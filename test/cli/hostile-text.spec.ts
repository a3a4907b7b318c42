import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { orderEvent } from '../utils/events.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { usePrograms } from '../utils/programs.js';
import { runCli } from './support/run-cli.js';

/** A line break, C0, DEL, C1 and marks of direction. */
const HOSTILE = 'Evil\nFORGED\r\u001b[2J\u007f\u0085\u009b\u061c\u200f\u202e\u2066\u2028x';
/** What no output may have, besides its own line breaks. */
const STEERS = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}]|^FORGED/mu;

const cli = usePrograms();
let path: string;
let events: string;
let id: number;

beforeAll(async () => {
  const folder = cli.newFolder();
  path = join(folder, 'outbox');
  events = join(folder, 'events.jsonl');
  const hostile = {
    [HOSTILE]: HOSTILE,
    ...orderEvent({ event_name: HOSTILE, event_id: HOSTILE, properties: { [HOSTILE]: HOSTILE } }),
    aliases: [HOSTILE],
  };
  writeFileSync(events, `${JSON.stringify(hostile)}\n${JSON.stringify(orderEvent(hostile))}`);
  const outbox = await SqliteOutbox.open(outboxSettings(path, { deadLetterMs: 1e12 }));
  const dead = { reason: `first\n  - ${HOSTILE}`, undeliverable: true };
  const body = JSON.stringify(hostile);
  await outbox.put({ eventName: HOSTILE, origin: HOSTILE, body, recordedAt: 1, dead });
  ({ id } = (await outbox.admin.deadLetters())[0]!);
  await outbox.close();
});

it.each([
  'list',
  'list --json',
  'list --reveal',
  'show ID',
  'show ID --json',
  'show ID --reveal',
  'show ID --reveal --json',
  'export',
  'export --reveal',
  'status',
])('outbox %s shows nothing that steers a terminal', async (command) => {
  const args = command.replace('ID', String(id)).split(' ');
  const { code, stdout, stderr } = await runCli(cli, ['outbox', ...args, '--path', path]);
  expect([code, stdout.length > 0]).toEqual([0, true]);
  expect(stdout + stderr).not.toMatch(STEERS);
});

it.each([
  'check EVENTS',
  'check EVENTS --json',
  'check HOSTILE',
  'check HOSTILE --json',
  'outbox status --path HOSTILE',
  'outbox list --path PATH --event HOSTILE',
  'outbox list --state HOSTILE',
  'plan --app HOSTILE',
  'plan --app HOSTILE --fail-on-change HOSTILE',
  'doctor --app-dir HOSTILE',
  'sandbox --host HOSTILE --port 0',
  'help HOSTILE',
  'HOSTILE',
])('%s shows nothing that steers a terminal', async (command) => {
  const values: Record<string, string> = { EVENTS: events, HOSTILE, PATH: path };
  const args = command.split(' ').map((word) => values[word] ?? word);
  const { stdout, stderr } = await runCli(cli, args);
  expect((stdout + stderr).length).toBeGreaterThan(0);
  expect(stdout + stderr).not.toMatch(STEERS);
});
