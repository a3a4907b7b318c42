import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DiskReserve } from '../../lib/outbox/sqlite/disk-reserve.js';
import { usePrograms } from '../utils/programs.js';
import { useFile } from './support/use-file.js';

const programs = usePrograms();
const { path } = useFile();

describe('DiskReserve', () => {
  it('holds space, readable by its owner only, until it is given up, and takes it back', () => {
    const reserve = new DiskReserve(path());
    const file = `${path()}-reserve`;
    expect(reserve.isKept).toBe(true);
    expect([statSync(file).size, statSync(file).mode & 0o777]).toEqual([reserve.size, 0o600]);
    reserve.giveUp();
    expect([reserve.isKept, existsSync(file)]).toEqual([false, false]);
    reserve.restore();
    expect([reserve.isKept, statSync(file).size]).toEqual([true, reserve.size]);
  });

  it.each([
    ['a smaller one', 2_048, true],
    ['none', 64, false],
  ])(
    'is %s where a limit allows no more, and is not written again and again',
    (_what, blocks, isKept) => {
      const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      let bytes = 0;
      const { writeSync } = fs;
      fs.writeSync = (...given) => {
        const written = writeSync(...given);
        bytes += written;
        return written;
      };
      syncBuiltinESMExports();
      const { DiskReserve } = await import(${JSON.stringify(programs.file('lib/outbox/sqlite/disk-reserve'))});
      const reserve = new DiskReserve(${JSON.stringify(path())});
      for (let events = 0; events < 40; events++) if (!reserve.isKept) reserve.restore();
      process.stderr.write(JSON.stringify({ isKept: reserve.isKept, size: reserve.size, bytes }));`;
      const { stderr } = spawnSync(
        'sh',
        ['-c', `ulimit -f ${blocks}; exec node --no-warnings --input-type=module`],
        { input: script, encoding: 'utf8' },
      );
      const { size, bytes, ...reserve } = JSON.parse(stderr);
      expect(reserve).toEqual({ isKept });
      expect(existsSync(`${path()}-reserve`)).toBe(isKept);
      if (isKept) expect(statSync(`${path()}-reserve`).size).toBe(size);
      expect(bytes).toBeLessThanOrEqual(2 * 1024 ** 2);
    },
  );

  it('is shared by all who use the file', () => {
    const one = new DiskReserve(path());
    const other = new DiskReserve(path());
    other.giveUp();
    one.restore();
    other.restore();
    expect([one.isKept, other.isKept]).toEqual([true, true]);
  });
});
