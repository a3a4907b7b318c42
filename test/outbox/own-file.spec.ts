import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SCHEMA_VERSION } from '../../lib/outbox/sqlite/schema.js';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { needsRoot } from '../utils/needs.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const { it: asRoot } = needsRoot();
const NOBODY = 65_534;

const folder = useTemporaryFolder();
let path: string;
let notices: OutboxNotice[];

beforeEach(() => {
  path = join(folder.path, 'outbox');
  notices = [];
});

const open = () =>
  SqliteOutbox.open({ ...outboxSettings(path), onNotice: (notice) => notices.push(notice) });

/** What a start says about the file. */
const refusal = () => open().then(String, (error: Error) => `${error.name}: ${error.message}`);

const record = (eventName: string) => ({ eventName, origin: 'o', body: '{}', recordedAt: 1 });

/** Each entry of the folder: its kind, its mode and its bytes. */
function contents(): Record<string, unknown> {
  const entries = readdirSync(folder.path).map((name) => {
    const each = join(folder.path, name);
    const stat = lstatSync(each);
    return [name, [stat.mode, stat.isFile() ? readFileSync(each, 'hex') : stat.ino]];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function makeDatabase(...statements: string[]): void {
  const database = loadSqlite()(path);
  for (const sql of statements) database.exec(sql);
  database.close();
}

/** As a killed process leaves it: with all its data in the log. */
function makeKilled(sql: string): void {
  const code = `
    const open = (path) => {
      try { return new (require('node:sqlite').DatabaseSync)(path); }
      catch { return new (require('libsql'))(path); }
    };
    const database = open(process.argv[1]);
    database.exec(process.argv[2]);
    process.kill(process.pid, 'SIGKILL');`;
  try {
    execFileSync(process.execPath, ['--no-warnings', '-e', code, path, sql]);
  } catch {
    // It was killed.
  }
}

const outboxOfVersion = async (version: number) => {
  await (await open()).close();
  makeDatabase(`PRAGMA user_version = ${version}`, 'PRAGMA journal_mode = DELETE');
};

const NOT_OURS = "it is another program's file, or an outbox whose header is damaged";
const NO_FILE = 'is a link, a pipe or a device';

describe('a file that is not ours', () => {
  it.each<[string, () => unknown, string]>([
    ['a text', () => writeFileSync(path, 'my diary\n'.repeat(900)), NOT_OURS],
    ['a short text', () => writeFileSync(path, 'x'), NOT_OURS],
    ['a database', () => makeDatabase('CREATE TABLE orders (id)'), NOT_OURS],
    [
      'a database with a log',
      () => makeKilled('PRAGMA journal_mode = WAL; CREATE TABLE orders (id)'),
      NOT_OURS,
    ],
    [
      'a database of another application',
      () => makeDatabase('PRAGMA application_id = 7', 'CREATE TABLE events (id)'),
      NOT_OURS,
    ],
    [
      'an outbox of a newer version',
      () => outboxOfVersion(SCHEMA_VERSION + 1),
      'written by a newer version of nestjs-converge',
    ],
    ['a directory', () => mkdirSync(path), '/outbox is a directory: give a file, e.g. '],
    ['a pipe', () => execFileSync('mkfifo', [path]), NO_FILE],
    [
      'a device',
      () => symlinkSync('/dev/null', path),
      // To others than root, its folder is closed.
      process.geteuid?.() === 0
        ? '/dev/null is a link, a pipe'
        : 'The folder /dev belongs to user 0',
    ],
  ])('is refused, and not touched: %s', async (_what, make, reason) => {
    await make();
    if (lstatSync(path).isFile()) chmodSync(path, 0o644);
    const before = contents();
    expect(await refusal()).toContain(`OutboxUnavailableError: `);
    expect(await refusal()).toContain(reason);
    expect(contents()).toEqual(before);
    expect(notices).toEqual([]);
  });

  it.each(['-reserve', '-wal', '-shm', '-journal'])(
    'is not followed where a link has the place of %s',
    async (suffix) => {
      const victim = join(folder.path, 'victim');
      writeFileSync(victim, 'precious');
      symlinkSync(victim, path + suffix);
      expect(await refusal()).toContain(`${path}${suffix} ${NO_FILE}`);
      expect(readFileSync(victim, 'utf8')).toBe('precious');
      expect(existsSync(path)).toBe(false);
    },
  );

  it('does not stop the start where it is a pipe in the place of the reserve', async () => {
    execFileSync('mkfifo', [`${path}-reserve`]);
    expect(await refusal()).toContain(`${path}-reserve ${NO_FILE}`);
  });

  asRoot.each(['', '-reserve', '-wal'])(
    'is not used where another user owns the file%s (needs root)',
    async (suffix) => {
      writeFileSync(path + suffix, '');
      chownSync(path + suffix, NOBODY, NOBODY);
      expect(await refusal()).toContain(`${path}${suffix} belongs to user ${NOBODY}, and this is`);
      expect(lstatSync(path + suffix)).toMatchObject({ uid: NOBODY, size: 0 });
    },
  );
});

describe('an outbox of version 0.1.0, which had no application_id', () => {
  it.each(['its file', 'its log'])('is used, where its tables are in %s', async (place) => {
    const used = path;
    const outbox = await open();
    await outbox.put(record('a'));
    if (place === 'its file') await outbox.close();
    path = join(folder.path, 'old');
    for (const suffix of ['', '-wal']) {
      if (existsSync(used + suffix)) copyFileSync(used + suffix, path + suffix);
    }
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(4), 0, 4, 68);
    closeSync(file);
    const next = await open();
    expect((await next.lease(9)).records).toMatchObject([{ eventName: 'a' }]);
    await next.close();
    await outbox.close();
  });
});

describe('a symbolic link', () => {
  it.each([
    ['that exists', true],
    ['that is missing', false],
  ])('stands for the file %s: the log beside that is kept short', async (_what, isThere) => {
    mkdirSync(join(folder.path, 'disk'));
    const target = join(folder.path, 'disk', 'file');
    if (isThere) writeFileSync(target, '');
    symlinkSync(join('disk', 'file'), path);
    const outbox = await open();
    const body = JSON.stringify({ text: 'x'.repeat(1_000) });
    await Promise.all(Array.from({ length: 500 }, () => outbox.put({ ...record('a'), body })));
    expect(readdirSync(folder.path).sort()).toEqual(['disk', 'outbox']);
    expect(readdirSync(join(folder.path, 'disk')).sort()).toEqual([
      'file',
      'file-reserve',
      'file-shm',
      'file-wal',
    ]);
    const log = () => lstatSync(`${target}-wal`).size;
    expect(log()).toBeGreaterThan(500_000);
    const deadline = Date.now() + 20_000;
    while (log() > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
    expect(log()).toBe(0);
    await outbox.close();
  });
});
