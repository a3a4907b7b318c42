import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

/** A new empty folder for each test of a file. */
export function useTemporaryFolder(): { path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'converge-'));
  });
  afterEach(() => rmSync(folder.path, { recursive: true }));
  return folder;
}
