import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import { orderEvent } from '../utils/events.js';
import { usePrograms } from '../utils/programs.js';
import { runCli } from './support/run-cli.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOOL = join(ROOT, 'tools', 'build-lib.js');

/** The package as it is published, and the sample shop that imports it. */
const programs = usePrograms();
const folder = join(programs.folder, 'dist');
const bundle = { ...programs, main: join(folder, 'cli', 'main.js') };
beforeAll(() => {
  execFileSync(process.execPath, [TOOL, folder]);
  copyFileSync(join(ROOT, 'package.json'), join(programs.folder, 'package.json'));
  writeFileSync(join(bundle.folder, 'order.json'), JSON.stringify(orderEvent()));
});

it.each([
  [['--help'], 0, /^Usage: nestjs-converge/],
  [['check', 'order.json'], 0, /^1 event in 1 input/],
  [['doctor', '--endpoint', 'http://127.0.0.1:1/x'], 1, /^ok {4}axios: 1\./m],
  [
    ['plan', '--app', 'sample-app/app.module.js'],
    0,
    /^OrdersController#create +Placed Order +yes/m,
  ],
  [['send-test', '--endpoint', 'http://127.0.0.1:1/x'], 1, /^No answer \(ECONNREFUSED at /m],
  [['audit', 'order.json', '--path', 'none', '--json'], 2, /There is no outbox at/],
  [['outbox', 'status', '--path', 'none', '--json'], 1, /There is no outbox at/],
  [['sandbox', '--host', '192.0.2.1', '--json'], 1, /This machine has no address/],
])('runs: %j', async (args, exitCode, result) => {
  const { code, stdout } = await runCli(bundle, args);
  expect(stdout).toMatch(result);
  expect(code).toBe(exitCode);
});

it('has the licence of each package in it', () => {
  const licences = readFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const names = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name);
  expect(names.join(' ')).toBe(
    '@streamparser/json commander csv-parse fast-string-truncated-width leven lru-cache semver',
  );
});
