import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach } from '@jest/globals';

/**
 * A new empty folder for each test of a file. All are removed when the file has ended: a test's own hooks
 * still close what has files open in its folder.
 */
export function useTemporaryFolder(): { path: string } {
  const folder = { path: '' };
  const all: string[] = [];
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'converge-'));
    all.push(folder.path);
  });
  afterAll(() => {
    for (const path of all) rmSync(path, { recursive: true });
  });
  return folder;
}
