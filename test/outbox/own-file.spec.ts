import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { inWords, prepareFile, prepareFolder } from '../../lib/outbox/sqlite/own-file.js';
import { SCHEMA_VERSION } from '../../lib/outbox/sqlite/schema.js';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import { needsRoot } from '../utils/needs.js';
import { changeFile } from '../utils/outbox-file.js';
import { eventually } from '../utils/test-app.js';
import { record } from './support/hand.js';
import { useFile } from './support/use-file.js';

const { it: asRoot } = needsRoot();
const NOBODY = 65_534;

const { folder, path, notices, settings, start } = useFile();

/** What a start says about the file. */
const refusal = () => start().then(String, (error: Error) => `${error.name}: ${error.message}`);

/** What a start would say. */
const whyNot = (place: string, fileSystemOf?: () => number) => {
  try {
    prepareFile(prepareFolder(place, fileSystemOf));
    return undefined;
  } catch (error) {
    return (inWords(error) as Error).message;
  }
};

/** Each entry of the folder: its kind, its mode and its bytes. */
function contents(): Record<string, unknown> {
  const entries = readdirSync(folder.path).map((name) => {
    const each = join(folder.path, name);
    const stat = lstatSync(each);
    return [name, [stat.mode, stat.isFile() ? readFileSync(each, 'hex') : stat.ino]];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

const makeDatabase = (sql: string) => changeFile(path(), sql);

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
    execFileSync(process.execPath, ['--no-warnings', '-e', code, path(), sql]);
  } catch {
    // It was killed.
  }
}

const outboxOfVersion = async (version: number) => {
  await (await start()).close();
  makeDatabase(`PRAGMA user_version = ${version}; PRAGMA journal_mode = DELETE`);
};

const NOT_OURS = "it is another program's file, or an outbox whose header is damaged";
const NO_FILE = 'is a directory, a link, a pipe or a device: set the option "outbox"';

describe('a file that is not ours', () => {
  it.each<[string, () => unknown, string]>([
    ['a text', () => writeFileSync(path(), 'my diary\n'.repeat(900)), NOT_OURS],
    ['a short text', () => writeFileSync(path(), 'x'), NOT_OURS],
    ['a database', () => makeDatabase('CREATE TABLE orders (id)'), NOT_OURS],
    [
      'a database with a log',
      () => makeKilled('PRAGMA journal_mode = WAL; CREATE TABLE orders (id)'),
      NOT_OURS,
    ],
    [
      'a database of another application',
      () => makeDatabase('PRAGMA application_id = 7; CREATE TABLE events (id)'),
      NOT_OURS,
    ],
    [
      'an outbox of another version',
      () => outboxOfVersion(SCHEMA_VERSION + 1),
      `it was written by another version of nestjs-converge (its schema has number ${SCHEMA_VERSION + 1}, ` +
        `this version's ${SCHEMA_VERSION}): use that version, move the file away, or set the option "outbox"`,
    ],
    ['an outbox without a number', () => outboxOfVersion(0), 'its schema has number 0'],
    ['a directory', () => mkdirSync(path()), `/outbox ${NO_FILE}`],
    ['a pipe', () => execFileSync('mkfifo', [path()]), NO_FILE],
    [
      'a device',
      () => symlinkSync('/dev/null', path()),
      // To others than root, its folder is closed.
      process.geteuid?.() === 0 ? `/dev/null ${NO_FILE}` : 'The folder /dev belongs to user 0',
    ],
  ])('is refused, and not touched: %s', async (_what, make, reason) => {
    await make();
    if (lstatSync(path()).isFile()) chmodSync(path(), 0o644);
    const before = contents();
    expect(await refusal()).toContain(`OutboxUnavailableError: `);
    expect(await refusal()).toContain(reason);
    expect(contents()).toEqual(before);
    expect(notices).toEqual([]);
  });

  it.each(['-reserve', '-wal', '-shm', '-journal', '-lock', '.new'])(
    'is not followed where a link has the place of %s',
    async (suffix) => {
      const victim = join(folder.path, 'victim');
      writeFileSync(victim, 'precious');
      symlinkSync(victim, path() + suffix);
      expect(await refusal()).toContain(`${path()}${suffix} ${NO_FILE}`);
      expect(readFileSync(victim, 'utf8')).toBe('precious');
      expect(existsSync(path())).toBe(false);
    },
  );

  it('does not stop the start where it is a pipe in the place of the reserve', async () => {
    execFileSync('mkfifo', [`${path()}-reserve`]);
    expect(await refusal()).toContain(`${path()}-reserve ${NO_FILE}`);
  });

  asRoot.each(['', '-reserve', '-wal'])(
    'is not used where another user owns the file%s (needs root)',
    async (suffix) => {
      writeFileSync(path() + suffix, '');
      chownSync(path() + suffix, NOBODY, NOBODY);
      expect(await refusal()).toContain(
        `${path()}${suffix} belongs to user ${NOBODY}, and this is`,
      );
      expect(lstatSync(path() + suffix)).toMatchObject({ uid: NOBODY, size: 0 });
    },
  );
});

it('whose header is overwritten is not searched: an erasure says that something may be left', async () => {
  const outbox = await start();
  await outbox.put(record('jane'));
  await outbox.close();
  const file = openSync(path(), 'r+');
  writeSync(file, Buffer.alloc(100, 0xff));
  closeSync(file);
  const inMemory = await openOutbox({ ...settings(), commitTimeoutMs: 1_000 });
  await expect(inMemory.admin.erase('urn:name:jane')).rejects.toMatchObject({
    code: 'CONVERGE_ERASE_INCOMPLETE',
    left: [expect.stringContaining("The outbox's file cannot be opened")],
  });
  await inMemory.close();
});

describe('a symbolic link', () => {
  asRoot.each([
    ['a missing file', 'victim'],
    ['an own file', 'own'],
  ])('of another user is not followed, to %s (needs root)', async (_what, name) => {
    writeFileSync(join(folder.path, 'own'), '');
    symlinkSync(join(folder.path, name), path());
    lchownSync(path(), NOBODY, NOBODY);
    expect(await refusal()).toContain(
      `The outbox ${path()} belongs to user ${NOBODY}, and this is`,
    );
    expect(readdirSync(folder.path)).toEqual(['outbox', 'own']);
    expect(statSync(join(folder.path, 'own')).size).toBe(0);
  });

  it.each([
    ['that exists', true],
    ['that is missing', false],
  ])('stands for the file %s: the log beside that is kept short', async (_what, isThere) => {
    mkdirSync(join(folder.path, 'disk'));
    const target = join(folder.path, 'disk', 'file');
    if (isThere) writeFileSync(target, '');
    symlinkSync(join('disk', 'file'), path());
    const outbox = await start();
    const body = JSON.stringify({ text: 'x'.repeat(1_000) });
    await Promise.all(Array.from({ length: 500 }, () => outbox.put(record('a', { body }))));
    expect(readdirSync(folder.path).sort()).toEqual(['disk', 'outbox']);
    const beside = readdirSync(join(folder.path, 'disk')).sort().join();
    expect(beside).toBe('file,file-lock,file-reserve,file-shm,file-wal');
    const log = () => lstatSync(`${target}-wal`).size;
    expect(log()).toBeGreaterThan(500_000);
    await eventually('the log is short', () => log() === 0);
    writeFileSync(`${target}.damaged-1`, '');
    await expect(outbox.admin.erase('urn:name:jane')).rejects.toThrow(`${target}.damaged-1`);
  });
});

describe('prepareFile', () => {
  it('takes the rights away from others that a file had before', () => {
    const files = ['', '-wal', '-shm'].map((suffix) => path() + suffix);
    for (const [n, file] of files.entries()) {
      writeFileSync(file, '');
      // Those of its group, of all, and of all but its group.
      chmodSync(file, [0o640, 0o666, 0o604][n]!);
    }
    prepareFile(prepareFolder(path()));
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  });

  it.each([
    ['NFS', 0x6969],
    ['SMB', 0xfe534d42],
    // As a signed number, which is what some platforms give.
    ['CIFS', 0xff534d42 | 0],
  ])('refuses %s, and makes no file there', (_name, type) => {
    expect(whyNot(path(), () => type)).toMatch(
      /^its folder is on a network file system \(.*: set the option "outbox"/,
    );
    expect(existsSync(path())).toBe(false);
  });

  it('makes a folder that git ignores, for its owner only', () => {
    const made = join(folder.path, 'a', 'b');
    prepareFile(prepareFolder(join(made, 'outbox')));
    expect(readFileSync(join(made, '.gitignore'), 'utf8')).toBe('*\n');
    expect(statSync(join(made, '.gitignore')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder.path, 'a'))).toEqual(['b']);
  });

  it("leaves somebody else's folder as it is", () => {
    prepareFile(prepareFolder(path()));
    expect(readdirSync(folder.path)).toEqual(['outbox']);
  });

  asRoot.each([
    ['a folder of another user', () => {}, /The folder \S+ belongs to user 0, .* \(chown\)/],
    [
      'an own file that cannot be read',
      () => {
        writeFileSync(path(), '', { mode: 0 });
        chownSync(path(), NOBODY, NOBODY);
        chownSync(dirname(path()), NOBODY, NOBODY);
      },
      /The outbox \S+outbox is closed to this user: .* \(chmod\)/,
    ],
  ])('says whose it is, and what to do: %s (needs root)', (_what, make, message) => {
    chmodSync(folder.path, 0o755);
    make();
    process.seteuid!(NOBODY);
    try {
      expect(whyNot(path())).toMatch(/^no permission to read and write it \(EACCES\)/);
      expect(whyNot(path())).toMatch(message);
    } finally {
      process.seteuid!(0);
    }
  });

  it('speaks of no numbers of users where the system has none, as Windows', () => {
    const geteuid = jest.spyOn(process as any, 'geteuid').mockReturnValue(undefined);
    const refuse = () => {
      throw Object.assign(new Error(), { code: 'EPERM', syscall: 'open', path: folder.path });
    };
    const why = whyNot(path(), refuse);
    expect(why).toContain(`The folder ${folder.path} is closed to this user: give it the right`);
    expect(why).not.toMatch(/user \w*\d|undefined/);
    geteuid.mockRestore();
  });

  it('says what to do where it cannot write', () => {
    writeFileSync(join(folder.path, 'file'), '');
    expect(whyNot(join(folder.path, 'file', 'outbox'))).toMatch(
      /^it cannot be written \((ENOTDIR|EEXIST)\): a part of its path is a file, not a folder, or set the option "outbox" \(or CONVERGE_OUTBOX_PATH\)/,
    );
  });
});
