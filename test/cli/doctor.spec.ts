import {
  chmodSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkNode, isInRange } from '../../cli/commands/doctor.js';
import { checkPlace, mountOf } from '../../cli/doctor/check-outbox.js';
import type { Finding } from '../../cli/doctor/finding.js';
import { closeServers, serve } from '../utils/local-servers.js';
import { openOutbox } from '../utils/outbox-file.js';
import { usePrograms } from '../utils/programs.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { failed, runCli } from './support/run-cli.js';
import { record } from '../outbox/support/hand.js';

const TOKEN = 'secret-token-1';

const cli = usePrograms();
const sandbox = useSandbox({ token: TOKEN });
const folder = useTemporaryFolder();
let app: string;
beforeEach(() => {
  app = folder.path;
  symlinkSync(join(cli.folder, 'node_modules'), join(app, 'node_modules'));
  mkdirSync(join(app, 'src'));
  writeFileSync(join(app, 'src', 'main.ts'), 'app.enableShutdownHooks();\n');
});

async function examine(env: NodeJS.ProcessEnv = {}, ...args: string[]) {
  const settings = { CONVERGE_TOKEN: TOKEN, CONVERGE_ENDPOINT: sandbox.endpoint, ...env };
  const all = ['doctor', '--app-dir', app, '--json', ...args];
  const { code, json, stdout, stderr } = await runCli(cli, all, { env: settings });
  /** What is found of a subject: `status: message; remedy`. */
  const about = (subject: string): string[] =>
    json.findings
      .filter((finding: Finding) => finding.subject === subject)
      .map(({ status, message, remedy = '' }: Finding) => `${status}: ${message}; ${remedy}`);
  return { code, about, text: stdout + stderr, json };
}
const one = (finding: RegExp) => [expect.stringMatching(finding)];
const write = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
};

describe('doctor', () => {
  it('finds all as it should be, and says so', async () => {
    const env = { CONVERGE_TOKEN: TOKEN, CONVERGE_ENDPOINT: sandbox.endpoint };
    const { code, stdout, stderr } = await runCli(cli, ['doctor'], { env, cwd: app });
    for (const subject of ['Node', '@nestjs/core', 'class-validator', 'SQLite', 'clock']) {
      expect(stdout).toMatch(new RegExp(`^ok +${subject}: `, 'm'));
    }
    expect(stdout).toContain('configuration: CONVERGE_TOKEN (environment), CONVERGE_ENDPOINT');
    expect(stdout).toMatch(/ok +outbox: .* does not exist yet; the first start creates it/);
    expect(stdout).toMatch(/ok +endpoint: .* answers \(\d+ to HEAD; any answer counts/);
    expect(stdout).toMatch(/ok +shutdown: enableShutdownHooks is called in .*main\.ts/);
    expect(stdout).not.toMatch(/^fail/m);
    expect(stdout).toMatch(/\n\nReady(: \d+ checks, and nothing to do|, but look at: .+)\.\n$/);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(code).toBe(0);
    // Nothing that Converge could take for an event.
    expect(sandbox.requests()).toEqual([]);
  });

  it('fails with JSON for programs, and a remedy', async () => {
    const { code, json } = await examine({ CONVERGE_ENDPOINT: 'http://127.0.0.1:1/x' });
    expect(json.findings).toContainEqual({
      subject: 'endpoint',
      status: 'fail',
      message: 'http://127.0.0.1:1 cannot be reached (ECONNREFUSED)',
      remedy: expect.stringContaining('start the sandbox (npx nestjs-converge sandbox)'),
    });
    expect([code, json.failed]).toEqual([1, true]);
  });

  it('needs the folder of an application', async () => {
    const sentence = /^nowhere is not a folder: give the application's folder with --app-dir\.\n$/;
    const result = await runCli(cli, ['doctor', '--app-dir', 'nowhere']);
    expect(result).toMatchObject(failed(2, sentence));
  });
});

const FROM_FILE = { '.env': 'CONVERGE_TOKEN=from-file\nCONVERGE_OUTBOX_PATH=events/box\n' };
const SCRIPT = '{ "scripts": { "start": "node --env-file=.env dist/main" } }';
const NONE = { CONVERGE_TOKEN: '' };

const NAMES =
  /^ok: CONVERGE_TOKEN \(.env\), CONVERGE_ENDPOINT \(environment\), CONVERGE_OUTBOX_PATH \(.env\); $/;
const LOADED = { ...FROM_FILE, 'src/app.module.ts': 'ConfigModule.forRoot();' };
const NOWHERE = { ...NONE, CONVERGE_ENDPOINT: '' };
const BLANK = { CONVERGE_TOKEN: `${TOKEN} ` };
const BOX = { CONVERGE_OUTBOX_PATH: 'box' };
const NOT_CALLED = { 'src/main.ts': '// enableShutdownHooks' };
const PLAIN = { CONVERGE_ENDPOINT: 'http://example.com/' };

it.each<[string, NodeJS.ProcessEnv, Record<string, string>, RegExp]>([
  ['configuration is shown by name only', NONE, LOADED, NAMES],
  ['configuration is loaded by a script', NONE, { ...FROM_FILE, 'package.json': SCRIPT }, /^ok/],
  ['configuration is loaded by nothing', NONE, FROM_FILE, /^warn: .*seems not to load \.env; load/],
  [
    'configuration lacks a token',
    NOWHERE,
    {},
    /^warn: no variable is set; no token found; set CONVERGE_TOKEN/,
  ],
  ['configuration needs no token here', NONE, {}, /^ok: .*; the token is the sandbox's default/],
  [
    'configuration has a token that cannot be one',
    BLANK,
    {},
    /^fail: .*variable CONVERGE_TOKEN holds white space/,
  ],
  ['outbox is found by .env', NONE, FROM_FILE, /\/events\/box does not exist yet/],
  ['outbox is in memory', { CONVERGE_OUTBOX_PATH: 'memory' }, {}, /^warn: in memory/],
  [
    'outbox is none',
    BOX,
    { box: 'x'.repeat(4_096) },
    /^fail: .*or an outbox whose header is damaged/,
  ],
  ['outbox is below a file', { CONVERGE_OUTBOX_PATH: 'src/main.ts/box' }, {}, /^fail/],
  ['shutdown is not called', {}, NOT_CALLED, /^warn: .*; call app\.enableShutdownHooks\(\)/],
  ['endpoint is not asked where it must not be', PLAIN, {}, /^fail: .*use https/],
])('the %s', async (what, env, files, finding) => {
  const [subject] = what.split(' ') as [string];
  write(files);
  const { code, about, text } = await examine(env);
  expect(about(subject)).toEqual(one(finding));
  expect(text).not.toMatch(new RegExp(`from-file|${TOKEN}`));
  if (finding.source.startsWith('^fail')) expect(code).toBe(1);
});

it.each([
  ['may write', 0o700, /^ok/],
  ['may not write', 0o500, /^fail/],
])('the outbox lies in a folder that the user %s', async (_what, mode, finding) => {
  const folder = join(app, 'data');
  mkdirSync(folder, { mode });
  const { about } = await examine({}, '--path', join(folder, 'box'));
  chmodSync(folder, 0o700);
  // To root, everything can be written.
  expect(about('outbox')).toEqual(one(process.getuid?.() === 0 ? /^ok/ : finding));
});

describe('the events in the outbox', () => {
  async function fill(...events: Array<{ source?: string; recordedAt?: number; dead?: boolean }>) {
    const path = join(app, 'box');
    for (const { source = TOKEN, recordedAt = Date.now(), dead } of events) {
      const { endpoint } = sandbox;
      const outbox = await openOutbox(path, { endpoint, token: source }, { deadLetterMs: 1e12 });
      const more = dead === true ? { dead: { reason: 'refused', undeliverable: false } } : {};
      await outbox.put(record('Placed Order', { recordedAt, ...more }));
      await outbox.close();
    }
    return path;
  }

  it('need nothing if they are new and the application has recorded them', async () => {
    const path = await fill({}, {});
    const { code, about } = await examine({}, '--path', path);
    expect(about('outbox')).toEqual([`ok: ${path} is writable and has 2 events; `]);
    for (const subject of ['dead letters', 'held events', 'old events']) {
      expect(about(subject)).toEqual([]);
    }
    expect(code).toBe(0);
  });

  it('are dead letters, held for another token, or old: each with what helps', async () => {
    const old = Date.now() - 2 * 3_600_000;
    const path = await fill({ dead: true }, { source: 'old-token' }, { recordedAt: old });
    const { code, about, text } = await examine({}, '--path', path);
    expect([...about('dead letters'), ...about('held events'), ...about('old events')]).toEqual([
      `warn: 1 event will not be sent again; see why: npx nestjs-converge outbox list --state dead --path ${path}`,
      'warn: 1 event of another token or endpoint: they are not sent; if the token was rotated or the endpoint ' +
        `corrected, release them: npx nestjs-converge outbox adopt --path ${path}`,
      `warn: the oldest undelivered one was recorded at ${new Date(old).toISOString()}; ` +
        'start the application: no running process sends them',
    ]);
    expect(text).not.toContain('old-token');
    expect(code).toBe(0);
  });

  it('are held if the token has recorded nothing yet, and not where none is known', async () => {
    const path = await fill({}, {});
    const held = async (env: NodeJS.ProcessEnv) =>
      (await examine(env, '--path', path)).about('held events');
    expect(await held({ CONVERGE_TOKEN: 'new-token' })).toEqual(
      one(/^warn: 2 events of another token or endpoint/),
    );
    expect(await held({ CONVERGE_TOKEN: '', CONVERGE_ENDPOINT: '' })).toEqual([]);
  });
});

describe('the place of the outbox', () => {
  const MOUNTS = [
    '22 1 0:21 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/a:/b',
    '23 22 0:22 / /proc rw - proc proc rw',
    '30 22 8:1 /var/lib/docker/volumes/x/_data /data rw - ext4 /dev/sda1 rw',
    '31 22 8:1 /kubelet/pods/1/volumes/kubernetes.io~empty-dir/box /cache rw - ext4 /dev/sda1 rw',
    '32 22 0:40 / /mnt/with\\040blank rw - nfs4 server:/export rw',
    '33 30 0:41 / /data/sshfs rw - fuse.sshfs me@there:/ rw',
    '34 22 0:42 / /tmp rw - tmpfs tmpfs rw',
    '35 22 8:1 / /over rw - ext4 /dev/sda1 rw',
    '36 35 0:43 / /over rw - cifs //server/share rw',
    '',
  ].join('\n');

  it('is unknown where there is no such list', () => {
    expect(mountOf('/data', '')).toBeUndefined();
  });

  function check(folder: string, isContainer: boolean) {
    return checkPlace(app, join(app, 'box'), {
      isContainer,
      mountOf: () => mountOf(folder, MOUNTS),
    });
  }

  it.each([
    ['/srv', true, 'container', 'warn', 'lost with the container'],
    ['/database', true, 'container', 'warn', 'lost with the container'],
    ['/data', true, 'container', 'ok', 'on a volume (ext4 at /data)'],
    ['/data/shop', true, 'container', 'ok', 'on a volume (ext4 at /data)'],
    ['/cache', true, 'container', 'warn', 'lost with the pod'],
    ['/mnt/with blank', false, 'disk', 'fail', 'keeps its events in memory'],
    ['/over/x', false, 'disk', 'fail', 'a network file system (cifs at /over)'],
    ['/data/sshfs', false, 'disk', 'warn', 'not on a local disk (fuse.sshfs at /data/sshfs)'],
    ['/tmp', false, 'disk', 'warn', 'lost when the machine restarts'],
    ['/tmp', true, 'disk', 'warn', 'lost when the machine restarts'],
  ])('%s, in a container: %s', (folder, isContainer, subject, status, message) => {
    const found = check(folder, isContainer).filter((finding) => finding.subject === subject);
    expect(found).toMatchObject([{ status, message: expect.stringContaining(message) }]);
    // Not on a volume that is well, too.
    expect(check(folder, isContainer)).toHaveLength(1);
    if (status !== 'ok') expect(found[0]!.remedy).toMatch(/^(set|mount|use) /);
  });

  it('needs no remark on a local disk, but for a Dockerfile', () => {
    expect(check('/data', false)).toEqual([]);
    writeFileSync(join(app, 'Dockerfile'), '');
    expect(check('/data', false)).toMatchObject([
      { status: 'ok', message: expect.stringContaining(`mount a volume at ${app}`) },
    ]);
  });
});

describe('the endpoint', () => {
  let asked: Array<[method: string | undefined, headers: string]>;
  let headers: Record<string, string>;
  let endpoint: string;
  beforeEach(async () => {
    asked = [];
    headers = {};
    const url = await serve((request, response) => {
      asked.push([request.method, JSON.stringify(request.headers)]);
      response.sendDate = false;
      response.writeHead(500, headers).end();
    });
    endpoint = `${url}hook/secret-path`;
  });
  afterEach(closeServers);

  it.each([
    ['gives its time', 0, /^ok/],
    ['is behind', -3_600_000, /^warn: 3[56]\d\d s ahead of the endpoint's.*; \w/],
    ['is ahead', 3_600_000, /^warn: 3[56]\d\d s behind the endpoint's.*; \w/],
    ['gives no time', undefined, /^warn: not checked: the endpoint sends no Date header; \w/],
  ])('is asked once, without the token, and any answer will do: %s', async (_how, ahead, clock) => {
    if (ahead !== undefined) headers = { Date: new Date(Date.now() + ahead).toUTCString() };
    const { code, about, text } = await examine({}, '--endpoint', endpoint);
    expect(about('endpoint')).toEqual(one(/^ok/));
    expect(about('clock')).toEqual(one(clock));
    expect(asked).toEqual([['HEAD', expect.not.stringContaining(TOKEN)]]);
    expect(text).not.toContain('secret-path');
    expect(code).toBe(0);
  });
});

describe('packages', () => {
  /** Puts some in place of the real ones. @returns where they are */
  const install = (versions: Record<string, string>) =>
    Object.entries(versions).map(([name, version]) => {
      const at = join(app, 'node_modules', name);
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, 'package.json'), JSON.stringify({ version }));
      return realpathSync(at);
    });
  const NEST = { '@nestjs/core': '12.0.0', '@nestjs/common': '12.0.0' };
  const OWN = { 'nestjs-converge': '1.0.0' };
  beforeEach(() => unlinkSync(join(app, 'node_modules')));

  it('are missing, or others', async () => {
    install({ '@nestjs/core': '10.4.1' });
    const { code, about } = await examine();
    expect(about('@nestjs/core')).toEqual(one(/^fail: 10\.4\.1 is not supported; .*\^11/));
    expect(about('axios')).toEqual(one(/^fail: .*; run "npm install axios"$/));
    expect(about('endpoint')).toEqual(one(/^ok/));
    expect(code).toBe(1);
  });

  it.each([
    ['11.2.10', '12.0.1', /^warn: .*; run "npm install @nestjs\/axios@4"$/],
    ['11.2.10', '4.0.1', /^ok: .*; $/],
    ['12.5.1', '12.0.1', /^ok: .*; $/],
  ])('are Nest %s and @nestjs/axios %s', async (nest, axios, finding) => {
    install({ '@nestjs/core': nest, '@nestjs/axios': axios });
    expect((await examine()).about('@nestjs/axios')).toEqual(one(finding));
  });

  it('have no Nest: nothing is said about it, and close() delivers the last events', async () => {
    install(OWN);
    const without = await examine();
    expect(without.about('copies')).toEqual([]);
    expect(without.about('shutdown')).toEqual(one(/^warn: .*; call converge\.close\(\)/));
    write({ 'src/main.ts': 'server.close(() => converge.close());\n' });
    const { about, text } = await examine();
    expect(about('shutdown')).toEqual(one(/^ok/));
    expect(text).not.toMatch(/@nestjs|enableShutdownHooks/);
  });

  it('are one of each', async () => {
    const own = install({ ...NEST, ...OWN }).at(-1);
    expect((await examine()).about('copies')).toEqual([
      `ok: ${own} and the application share one Nest; `,
    ]);
  });

  it.each(['@nestjs/core', '@nestjs/common'])('are two of %s, named by path', async (name) => {
    install({ ...NEST, ...OWN });
    const theirs = realpathSync(join(app, 'node_modules', name));
    const [ours] = install({ [`nestjs-converge/node_modules/${name}`]: '12.0.0' });
    const { about, code } = await examine();
    const what = `the application uses ${theirs}, and nestjs-converge uses ${ours}`;
    expect(about(name).at(-1)).toContain(`fail: there are two copies: ${what}; keep one: find`);
    expect(about('copies')).toEqual([]);
    expect(code).toBe(1);
  });

  it('are two of a linked library, with the Nest of its own folder', async () => {
    install(NEST);
    const [linked, ours] = install({
      '../linked': '1.0.0',
      '../linked/node_modules/@nestjs/core': '12.0.0',
    });
    symlinkSync(linked!, join(app, 'node_modules', 'nestjs-converge'));
    const { about } = await examine();
    expect(about('@nestjs/core').at(-1)).toContain(`nestjs-converge uses ${ours}`);
  });
});

it.each([
  ['20.19.0', 'ok'],
  ['20.18.9', 'fail'],
  ['21.7.3', 'fail'],
  ['22.11.0', 'fail'],
  ['27.1.0', 'ok'],
])('knows whether Node %s is supported', (version, status) => {
  expect(checkNode(version)).toMatchObject({ status });
});

it.each([
  ['0.16.0', '^0.14.0 || ^0.15.0', false],
  ['0.3.0', '^0.1.13 || ^0.2.0', false],
  ['12.0.0-rc.1', '^12.0.0', true],
])('knows whether %s lies in %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});
