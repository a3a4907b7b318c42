import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prepareFile, prepareFolder, putAside } from '../../lib/outbox/prepare-file.js';

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

  it('says what to do where it cannot write', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => prepareFile(join(folder, 'file', 'outbox'))).toThrow(
      /^it cannot be written \((ENOTDIR|EEXIST)\): make its folder writable for this process, or set the option "outbox"/,
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
