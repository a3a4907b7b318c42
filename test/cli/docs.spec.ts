import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { usePrograms } from '../utils/programs.js';

const TOOL = fileURLToPath(new URL('../../tools/write-cli-docs.js', import.meta.url));

const cli = usePrograms();

it('docs/cli.md has the help of every command as it is', () => {
  const args = [TOOL, '--check', cli.folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([stderr, stdout, status]).toEqual(['', 'docs/cli.md is up to date\n', 0]);
});
