import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { explainPath } from '../../lib/outbox/sqlite/own-file.js';
import { prepareFile, prepareFolder, putAside } from '../../lib/outbox/sqlite/own-file.js';
import { needsRoot } from '../utils/needs.js';

const { it: asRoot } = needsRoot();
const NOBODY = 65_534;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('prepareFile', () => {
  it('takes the rights away from others that a file had before', () => {
    const path = join(folder, 'outbox');
    writeFileSync(path, '', { mode: 0o644 });
    writeFileSync(`${path}-wal`, '', { mode: 0o664 });
    prepareFile(path);
    expect([path, `${path}-wal`].map((file) => statSync(file).mode & 0o777)).toEqual([
      0o600, 0o600,
    ]);
  });

  it.each([
    ['NFS', 0x6969],
    ['SMB', 0xfe534d42],
    // As a signed number, which is what some platforms give.
    ['CIFS', 0xff534d42 | 0],
  ])('refuses %s, and makes no file there', (name, type) => {
    const path = join(folder, 'outbox');
    expect(() => prepareFolder(path, () => type)).toThrow(
      `its folder is on a network file system (${name}), where several processes would damage it: set the option "outbox"`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('makes a folder that git ignores, for its owner only', () => {
    const made = join(folder, 'a', 'b');
    prepareFile(join(made, 'outbox'));
    expect(readFileSync(join(made, '.gitignore'), 'utf8')).toBe('*\n');
    expect(statSync(join(made, '.gitignore')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
  });

  it("leaves somebody else's folder as it is", () => {
    prepareFile(join(folder, 'outbox'));
    expect(readdirSync(folder)).toEqual(['outbox']);
  });

  asRoot.each([
    ['a folder of another user', () => {}, /The folder \S+ belongs to user 0, .* \(chown\)/],
    [
      'an own file that cannot be read',
      (path: string) => {
        writeFileSync(path, '', { mode: 0 });
        chownSync(path, NOBODY, NOBODY);
        chownSync(dirname(path), NOBODY, NOBODY);
      },
      /The outbox \S+outbox belongs to user 65534, .* \(chmod\)/,
    ],
  ])('says whose it is, and what to do: %s (needs root)', (_what, make, message) => {
    const path = join(folder, 'outbox');
    chmodSync(folder, 0o755);
    make(path);
    process.seteuid!(NOBODY);
    try {
      expect(() => prepareFile(path)).toThrow(/^no permission to read and write it \(EACCES\)/);
      expect(() => prepareFile(path)).toThrow(message);
    } finally {
      process.seteuid!(0);
    }
  });

  it('speaks of no numbers of users where the system has none, as Windows', () => {
    const geteuid = jest.spyOn(process as any, 'geteuid').mockReturnValue(undefined);
    const { message } = explainPath(join(folder, 'outbox'), { code: 'EPERM' });
    geteuid.mockRestore();
    expect(message).toContain(`This user may not use the folder ${folder}: give it the right`);
    expect(message).not.toMatch(/user \w*\d|undefined/);
  });

  it('says what to do where it cannot write', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => prepareFile(join(folder, 'file', 'outbox'))).toThrow(
      /^it cannot be written \((ENOTDIR|EEXIST)\): a part of its path is a file, not a folder; set the option "outbox" \(or CONVERGE_OUTBOX_PATH\)/,
    );
  });
});

describe('putAside', () => {
  it('renames the file with its companions, and loses nothing', () => {
    const path = join(folder, 'outbox');
    for (const suffix of ['', '-wal', '-shm']) writeFileSync(path + suffix, `content${suffix}`);
    const aside = putAside(path);
    expect(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    ).toEqual(['', '-shm', '-wal'].map((suffix) => aside + suffix));
  });
});
