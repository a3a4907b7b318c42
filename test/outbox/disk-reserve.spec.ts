import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DiskReserve } from '../../lib/outbox/sqlite/disk-reserve.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const folder = useTemporaryFolder();
let path: string;

beforeEach(() => {
  path = join(folder.path, 'outbox');
});

describe('DiskReserve', () => {
  it('holds space, readable by its owner only, until it is given up, and takes it back', () => {
    const reserve = new DiskReserve(path);
    const file = `${path}-reserve`;
    expect(reserve.isKept).toBe(true);
    expect([statSync(file).size, statSync(file).mode & 0o777]).toEqual([reserve.size, 0o600]);
    reserve.giveUp();
    expect([reserve.isKept, existsSync(file)]).toEqual([false, false]);
    reserve.restore();
    expect([reserve.isKept, statSync(file).size]).toEqual([true, reserve.size]);
  });

  it('is shared by all who use the file', () => {
    const one = new DiskReserve(path);
    const other = new DiskReserve(path);
    other.giveUp();
    one.restore();
    other.restore();
    expect([one.isKept, other.isKept]).toEqual([true, true]);
  });
});
