/**
 * Runs the tests that depend on Node itself (SQLite, network) on the newer lines of Node. `npm test` runs
 * all tests on the installed Node.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNode } from './install-node.js';

const JEST = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--testTimeout=30000',
];
const TESTS = [
  'test/outbox',
  'test/delivery',
  'test/module',
  'test/cli/outbox',
  'test/sandbox/shop.spec.ts',
  'test/faults/failing-disk',
];

const folder = mkdtempSync(join(tmpdir(), 'nestjs-converge-'));
// A test starts this Node as another user.
chmodSync(folder, 0o755);
try {
  for (const line of ['22', '24']) {
    const { name, path } = installNode(line, folder);
    console.log(`\n${name}`);
    const { status } = spawnSync(path, [...JEST, ...TESTS], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
