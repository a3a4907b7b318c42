import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { needsRoot } from '../utils/needs.js';
import { inFile } from '../utils/outbox-file.js';
import { said } from './support/proof.js';
import { useShop } from './support/shops.js';

const ORDERS = 20;
const NOBODY = 65_534;
const { it: asRoot } = needsRoot();

const { sandbox, programs, start } = useShop();
let folder: string;
let path: string;

beforeEach(() => {
  folder = programs.newFolder();
  path = join(folder, 'outbox');
});

/** Each entry of the folder: its kind and mode, its owner, and its bytes. */
function contents(): Record<string, unknown> {
  const entries = readdirSync(folder).map((name) => {
    const each = join(folder, name);
    const stat = lstatSync(each);
    const bytes = stat.isFile()
      ? readFileSync(each, 'hex')
      : stat.isSymbolicLink() && readlinkSync(each);
    return [name, [stat.mode, stat.uid, stat.mtimeMs, bytes]];
  });
  return { '.': lstatSync(folder).mode, ...Object.fromEntries(entries) };
}

/** Starts a shop with this outbox, has it deliver orders, and stops it. @returns what it said */
async function sell(): Promise<string> {
  const { shop } = await start({ outbox: path });
  await shop.ask('track', 'order', ORDERS);
  await sandbox.waitForEvents(ORDERS);
  const lines = await said(shop);
  await shop.ask('close');
  await shop.kill();
  return lines.join('\n');
}

/** As its killed process leaves it, with all its data in the log. */
function makeWithLog(): void {
  const source = join(programs.newFolder(), 'theirs');
  inFile(source, (database) => {
    const theirs = 'CREATE TABLE orders (id); INSERT INTO orders VALUES (1)';
    database.exec(`PRAGMA journal_mode = WAL; ${theirs}`);
    for (const suffix of ['', '-wal']) writeFileSync(path + suffix, readFileSync(source + suffix));
  });
}

const copyPackageJson = () => writeFileSync(path, readFileSync('package.json'), { mode: 0o644 });

function makeBelowFile(): void {
  writeFileSync(path, '');
  path = join(path, 'below', 'a-file');
}

describe('an application whose outbox is somebody else’s', () => {
  it.each<[string, () => unknown, string?]>([
    ['package.json', copyPackageJson, "another program's file.* left as it"],
    ['a directory', () => mkdirSync(path), 'is a directory.* file'],
    ['a database with a log', makeWithLog],
    ['a pipe', () => execFileSync('mkfifo', [path])],
    ['a link to a device', () => symlinkSync('/dev/null', path)],
    ['a file in the place of a folder', makeBelowFile, 'it cannot be written'],
  ])('delivers from memory, and leaves it as it is: %s', async (_what, make, why = '') => {
    await make();
    const before = contents();
    expect(await sell()).toMatch(new RegExp(`error: THE DURABLE OUTBOX .* CANNOT BE USED.*${why}`));
    expect(contents()).toEqual(before);
    expect(sandbox.events()).toHaveLength(ORDERS);
  });

  asRoot("leaves another user's file as it is (needs root)", async () => {
    writeFileSync(path, '');
    chmodSync(path, 0o666);
    chownSync(path, NOBODY, NOBODY);
    const before = contents();
    expect(await sell()).toMatch(/belongs to user 65534/);
    expect(contents()).toEqual(before);
  });
});

describe('an application whose outbox is a link', () => {
  it('makes the file that is missing, and keeps the link', async () => {
    mkdirSync(join(folder, 'disk'));
    symlinkSync(join('disk', 'file'), path);
    expect(await sell()).not.toContain('CANNOT BE USED');
    expect(readlinkSync(path)).toBe(join('disk', 'file'));
    expect(readdirSync(folder).sort()).toEqual(['disk', 'outbox']);
    expect(lstatSync(join(folder, 'disk', 'file')).mode & 0o777).toBe(0o600);
  });
});
