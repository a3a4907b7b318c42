import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { orderEvent } from '../utils/events.js';
import { needsRoot } from '../utils/needs.js';
import { outboxSettings } from '../utils/outbox-settings.js';
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

/** To root, everything can be read: only as root can a test become another user. */
const { describe: asRoot } = needsRoot();
asRoot('as another user than the one of the application (needs root)', () => {
  const NOBODY = 65_534;
  const uid = process.getuid!();
  let box: string;
  beforeAll(async () => {
    const inner = join(bundle.folder, 'shop');
    mkdirSync(inner, { mode: 0o755 });
    box = join(inner, 'outbox');
    const outbox = await SqliteOutbox.open(outboxSettings(box));
    await outbox.close();
    chmodSync(bundle.folder, 0o755);
    // The checkout may be in a folder of its owner only.
    for (const name of ['undici', 'reflect-metadata', '@nestjs/common']) {
      const module = join('node_modules', name);
      cpSync(join(ROOT, module), join(folder, module), { recursive: true });
    }
  });

  it.each([
    ['outbox status', 'readable by its owner only', 0o755],
    ['outbox list', 'in a folder of its owner only', 0o700],
    ['outbox status --watch', 'in a folder of its owner only', 0o700],
  ])('%s says whose the file is, and what to do: %s', async (command, _how, mode) => {
    chmodSync(join(box, '..'), mode);
    const args = [...command.split(' '), '--path', box];
    const { code, stderr } = await runCli(bundle, args, { uid: NOBODY });
    const what = mode === 0o700 ? `The folder ${join(box, '..')}` : `The outbox ${box}`;
    expect(stderr).toBe(
      `No permission to read and write ${box} (EACCES). ${what} belongs to user ${uid}, and this is ` +
        `user ${NOBODY}: run this as that user, e.g. with sudo -u '#${uid}'.\n`,
    );
    expect(code).toBe(1);
  });

  it.each([0o755, 0o700])('doctor does, too, in a folder of mode %o', async (mode) => {
    chmodSync(join(box, '..'), mode);
    const args = ['doctor', '--path', box, '--endpoint', 'http://127.0.0.1:1/x', '--json'];
    const { json } = await runCli(bundle, args, { uid: NOBODY });
    expect(json.findings).toContainEqual({
      subject: 'outbox',
      status: 'fail',
      message: 'cannot be used',
      remedy: expect.stringContaining(`belongs to user ${uid}, and this is user ${NOBODY}`),
    });
  });

  it('doctor warns of the file of another user that this one can use', async () => {
    chownSync(box, NOBODY, NOBODY);
    const args = ['doctor', '--path', box, '--endpoint', 'http://127.0.0.1:1/x', '--json'];
    const { json } = await runCli(bundle, args);
    expect(json.findings).toContainEqual({
      subject: 'outbox',
      status: 'warn',
      message: `${box} belongs to user ${NOBODY}, and this is user ${uid}`,
      remedy: expect.stringContaining(`sudo -u '#${NOBODY}' npx nestjs-converge doctor`),
    });
  });

  it.each([['check'], ['doctor', '--app-dir'], ['plan', '--app'], ['init', '--app-dir']])(
    '%s %s says that it may not read its input',
    async (...args) => {
      chmodSync(join(box, '..'), 0o700);
      const { code, stderr } = await runCli(bundle, [...args, join(box, 'x')], { uid: NOBODY });
      expect(stderr).toMatch(/EACCES|does not exist|is not a folder/);
      expect(stderr).not.toContain('report it');
      expect(code).toBeGreaterThan(0);
    },
  );
});

it('has the licence of each package in it', () => {
  const licences = readFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const names = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name);
  expect(names).toEqual([
    '@streamparser/json',
    'commander',
    'csv-parse',
    'leven',
    'lru-cache',
    'semver',
  ]);
});
