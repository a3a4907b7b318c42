import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { usePrograms } from '../utils/programs.js';

const programs = usePrograms();

/** @returns the number that it printed; rejects if it does not end by itself */
async function run(heapMegabytes: number, ...args: string[]): Promise<number> {
  const heap = `--max-old-space-size=${heapMegabytes}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', heap, programs.path('small-heap'), ...args],
    { cwd: programs.folder },
  );
  return Number(stdout);
}

describe('a small heap', () => {
  it('survives an outbox in memory that fills up', async () => {
    const count = await run(256, 'fillMemory');
    // A tenth of it, with events of 1 KB and what they need besides.
    expect(count).toBeGreaterThan(10_000);
    expect(count).toBeLessThan(30_000);
  });

  it('survives a file with more bytes of large events than it has', async () => {
    const path = join(programs.newFolder(), 'outbox');
    expect(await run(1_024, 'putLarge', path)).toBe(64);
    expect(await run(128, 'deliverLarge', path)).toBe(64);
  });

  it('survives a list of dead letters that have more bytes than it, and a search in them', async () => {
    const path = join(programs.newFolder(), 'outbox');
    expect(await run(1_024, 'putDead', path)).toBe(110);
    expect(await run(64, 'listDead', path)).toBe(110);
  });
});
