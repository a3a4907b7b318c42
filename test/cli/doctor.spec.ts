import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkNode, isInRange } from '../../cli/commands/doctor.js';
import { checkPlace, mountOf } from '../../cli/doctor/check-outbox.js';
import { describeSource } from '../../lib/outbox/sqlite/schema.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { usePrograms } from '../utils/programs.js';
import { runCli } from './support/run-cli.js';

const TOKEN = 'secret-token-1';

const cli = usePrograms();
let sandbox: Sandbox;
let app: string;
beforeAll(async () => {
  sandbox = await createSandbox({ token: TOKEN });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'converge-cli-doctor-'));
  symlinkSync(join(cli.folder, 'node_modules'), join(app, 'node_modules'));
  mkdirSync(join(app, 'src'));
  writeFileSync(join(app, 'src', 'main.ts'), 'app.enableShutdownHooks();\n');
});
afterEach(() => rmSync(app, { recursive: true, force: true }));

async function examine(env: NodeJS.ProcessEnv = {}, ...args: string[]) {
  const settings = { CONVERGE_TOKEN: TOKEN, CONVERGE_ENDPOINT: sandbox.endpoint, ...env };
  const all = ['doctor', '--app-dir', app, '--json', ...args];
  const { code, json, stdout, stderr } = await runCli(cli, all, { env: settings });
  const about = (subject: string) =>
    json.findings.filter((finding: { subject: string }) => finding.subject === subject);
  return { code, failed: json.failed, about, text: stdout + stderr };
}

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
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(code).toBe(0);
    // Nothing that Converge could take for an event.
    expect(sandbox.requests()).toEqual([]);
  });

  it('fails with JSON for programs, and a remedy', async () => {
    const { code, failed, about } = await examine({ CONVERGE_ENDPOINT: 'http://127.0.0.1:1/x' });
    expect(about('endpoint')).toEqual([
      {
        subject: 'endpoint',
        status: 'fail',
        message: 'http://127.0.0.1:1 cannot be reached (ECONNREFUSED)',
        remedy: expect.stringContaining('start the sandbox (npx nestjs-converge sandbox)'),
      },
    ]);
    expect([code, failed]).toEqual([1, true]);
  });

  it('needs the folder of an application', async () => {
    const { code, stderr } = await runCli(cli, ['doctor', '--app-dir', 'nowhere']);
    expect(stderr).toBe("nowhere is not a folder: give the application's folder with --app-dir.\n");
    expect(code).toBe(2);
  });
});

describe('the configuration', () => {
  it('is shown by name only, also that of an .env file', async () => {
    writeFileSync(join(app, '.env'), `CONVERGE_TOKEN=from-file\nCONVERGE_OUTBOX_PATH=events/box\n`);
    writeFileSync(join(app, 'src', 'app.module.ts'), 'ConfigModule.forRoot();\n');
    const { about, text } = await examine({ CONVERGE_TOKEN: '' });
    expect(about('configuration')).toMatchObject([
      {
        status: 'ok',
        message:
          'CONVERGE_TOKEN (.env), CONVERGE_ENDPOINT (environment), CONVERGE_OUTBOX_PATH (.env)',
      },
    ]);
    expect(about('outbox')[0].message).toContain(join(app, 'events', 'box'));
    expect(text).not.toContain('from-file');
  });

  it('lacks a token', async () => {
    const { about } = await examine({ CONVERGE_TOKEN: '', CONVERGE_ENDPOINT: '' });
    expect(about('configuration')).toMatchObject([
      { status: 'warn', remedy: expect.stringContaining('set CONVERGE_TOKEN') },
    ]);
  });

  it('needs no token on this machine', async () => {
    const { about } = await examine({ CONVERGE_TOKEN: '' });
    expect(about('configuration')).toMatchObject([
      {
        status: 'ok',
        message: "CONVERGE_ENDPOINT (environment); the token is the sandbox's default",
      },
    ]);
  });

  it.each([
    ['nothing', '', 'warn'],
    ['a script', '{ "scripts": { "start": "node --env-file=.env dist/main" } }', 'ok'],
  ])('is in an .env file, which %s loads', async (_what, packageJson, status) => {
    writeFileSync(join(app, '.env'), `CONVERGE_TOKEN=from-file\n`);
    writeFileSync(join(app, 'package.json'), packageJson);
    const { about } = await examine({ CONVERGE_TOKEN: '' });
    expect(about('configuration')).toMatchObject([{ status }]);
  });

  it('has a token that cannot be one', async () => {
    const { code, about, text } = await examine({ CONVERGE_TOKEN: `${TOKEN} ` });
    expect(about('configuration')).toMatchObject([
      {
        status: 'fail',
        remedy: expect.stringContaining('variable CONVERGE_TOKEN holds white space'),
      },
    ]);
    expect(text).not.toContain(TOKEN);
    expect(code).toBe(1);
  });
});

describe('the outbox', () => {
  it('is in memory', async () => {
    const { about } = await examine({ CONVERGE_OUTBOX_PATH: 'memory' });
    expect(about('outbox')).toMatchObject([{ status: 'warn' }]);
  });

  it('is no outbox', async () => {
    const path = join(app, 'box');
    writeFileSync(path, 'x'.repeat(4_096));
    const { code, about } = await examine({}, '--path', path);
    expect(about('outbox')).toMatchObject([
      {
        status: 'fail',
        remedy: expect.stringContaining('is not an outbox, or its header is damaged'),
      },
    ]);
    expect(code).toBe(1);
  });

  it('cannot be made below a file', async () => {
    const { about } = await examine({}, '--path', join(app, 'src', 'main.ts', 'box'));
    expect(about('outbox')).toMatchObject([{ status: 'fail' }]);
  });

  it.each([
    ['may write', 0o700, 'ok'],
    ['may not write', 0o500, 'fail'],
  ])('lies in a folder that the user %s', async (_what, mode, status) => {
    // To root, everything can be written.
    const expected = process.getuid?.() === 0 ? 'ok' : status;
    const folder = join(app, 'data');
    mkdirSync(folder, { mode });
    const { about } = await examine({}, '--path', join(folder, 'box'));
    chmodSync(folder, 0o700);
    expect(about('outbox')).toMatchObject([{ status: expected }]);
  });
});

describe('the events in the outbox', () => {
  async function fill(...events: Array<{ source?: string; recordedAt?: number; dead?: boolean }>) {
    const path = join(app, 'box');
    for (const { source = TOKEN, recordedAt = Date.now(), dead } of events) {
      const described = describeSource(sandbox.endpoint, source);
      const settings = { source: described, deadLetterMs: 1e12 };
      const outbox = await SqliteOutbox.open(outboxSettings(path, settings));
      const record = { eventName: 'Placed Order', origin: 'Orders#create', body: '{}', recordedAt };
      await outbox.put(
        dead === true ? { ...record, dead: { reason: 'refused', undeliverable: false } } : record,
      );
      await outbox.close();
    }
    return path;
  }

  it('need nothing if they are new and the application has recorded them', async () => {
    const path = await fill({}, {});
    const { code, about } = await examine({}, '--path', path);
    const message = `${path} is writable and has 2 events`;
    expect(about('outbox')).toEqual([{ subject: 'outbox', status: 'ok', message }]);
    for (const subject of ['dead letters', 'held events', 'old events']) {
      expect(about(subject)).toEqual([]);
    }
    expect(code).toBe(0);
  });

  it('are dead letters, held for another token, or old: each with what helps', async () => {
    const old = Date.now() - 2 * 3_600_000;
    const path = await fill({ dead: true }, { source: 'old-token' }, { recordedAt: old });
    const { code, about, text } = await examine({}, '--path', path);
    expect(about('dead letters')).toEqual([
      {
        subject: 'dead letters',
        status: 'warn',
        message: '1 event will not be sent again',
        remedy: `see why: npx nestjs-converge outbox list --state dead --path ${path}`,
      },
    ]);
    expect(about('held events')).toMatchObject([
      {
        status: 'warn',
        message: '1 event of another token or endpoint: they are not sent',
        remedy: expect.stringContaining(`npx nestjs-converge outbox adopt --path ${path}`),
      },
    ]);
    expect(about('old events')).toMatchObject([
      {
        status: 'warn',
        message: `the oldest undelivered one was recorded at ${new Date(old).toISOString()}`,
        remedy: 'start the application: no running process sends them',
      },
    ]);
    expect(text).not.toContain('old-token');
    expect(code).toBe(0);
  });

  it('are held if the token is one that has recorded nothing yet', async () => {
    const path = await fill({}, {});
    const { about } = await examine({ CONVERGE_TOKEN: 'new-token' }, '--path', path);
    expect(about('held events')[0].message).toContain('2 events of another token or endpoint');
  });

  it('are not said to be held where no token is known', async () => {
    const path = await fill({});
    const unset = { CONVERGE_TOKEN: '', CONVERGE_ENDPOINT: '' };
    const { about } = await examine(unset, '--path', path);
    expect(about('held events')).toEqual([]);
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

  it.each([
    ['/srv/shop', '/', 'overlay'],
    ['/data', '/data', 'ext4'],
    ['/data/shop', '/data', 'ext4'],
    ['/database', '/', 'overlay'],
    ['/data/sshfs/x', '/data/sshfs', 'fuse.sshfs'],
    ['/mnt/with blank', '/mnt/with blank', 'nfs4'],
    ['/over/x', '/over', 'cifs'],
  ])('is on the file system of the nearest mount: %s', (folder, point, type) => {
    expect(mountOf(folder, MOUNTS)).toMatchObject({ point, type });
  });

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
    ['/data', true, 'container', 'ok', 'on a volume (ext4 at /data)'],
    ['/cache', true, 'container', 'warn', 'lost with the pod'],
    ['/mnt/with blank', false, 'disk', 'fail', 'keeps its events in memory'],
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

  it('is checked on this machine as it is', () => {
    for (const { status, remedy } of checkPlace(app, join(app, 'none', 'box'))) {
      expect(status === 'ok' || remedy !== undefined).toBe(true);
    }
  });
});

describe('the endpoint', () => {
  let server: Server;
  let asked: Array<[method: string | undefined, headers: string]>;
  let headers: Record<string, string>;
  let endpoint: string;
  beforeEach(async () => {
    asked = [];
    headers = {};
    server = createServer((request, response) => {
      asked.push([request.method, JSON.stringify(request.headers)]);
      response.sendDate = false;
      response.writeHead(500, headers).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret-path`;
  });
  afterEach(() => void server.close());

  it('is asked once, without the token, and any answer will do', async () => {
    headers = { Date: new Date().toUTCString() };
    const { about, text } = await examine({}, '--endpoint', endpoint);
    expect(about('endpoint')).toMatchObject([{ status: 'ok' }]);
    expect(about('clock')).toMatchObject([{ status: 'ok' }]);
    expect(asked).toEqual([['HEAD', expect.not.stringContaining(TOKEN)]]);
    expect(text).not.toContain('secret-path');
  });

  it.each([
    [-3_600_000, /^3600 s ahead of the endpoint's|^3[56]\d\d s ahead/],
    [3_600_000, /^3[56]\d\d s behind the endpoint's/],
  ])('has another time: %i ms', async (difference, message) => {
    headers = { Date: new Date(Date.now() + difference).toUTCString() };
    const { code, about } = await examine({}, '--endpoint', endpoint);
    expect(about('clock')).toMatchObject([
      { status: 'warn', message: expect.stringMatching(message), remedy: expect.any(String) },
    ]);
    expect(code).toBe(0);
  });

  it('gives no time', async () => {
    const { about } = await examine({}, '--endpoint', endpoint);
    expect(about('clock')).toMatchObject([
      { status: 'warn', message: 'not checked: the endpoint sends no Date header' },
    ]);
  });

  it('is not asked where it must not be', async () => {
    const { code, about } = await examine({}, '--endpoint', 'http://example.com/');
    expect(about('endpoint')).toMatchObject([
      { status: 'fail', remedy: expect.stringContaining('use https') },
    ]);
    expect(code).toBe(1);
  });
});

describe('the application', () => {
  it('does not call enableShutdownHooks', async () => {
    writeFileSync(join(app, 'src', 'main.ts'), '// enableShutdownHooks\n');
    const { code, about } = await examine();
    expect(about('shutdown')).toMatchObject([
      { status: 'warn', remedy: expect.stringContaining('call app.enableShutdownHooks()') },
    ]);
    expect(code).toBe(0);
  });

  const install = (name: string, version: string) => {
    const at = join(app, 'node_modules', name);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ version }));
  };

  it('lacks packages, or has others', async () => {
    rmSync(join(app, 'node_modules'));
    install('@nestjs/core', '10.4.1');
    const { code, about } = await examine();
    expect(about('@nestjs/core')).toMatchObject([
      { status: 'fail', message: '10.4.1 is not supported', remedy: expect.stringMatching(/\^11/) },
    ]);
    expect(about('axios')).toMatchObject([{ status: 'fail', remedy: 'run "npm install axios"' }]);
    expect(about('endpoint')).toMatchObject([{ status: 'ok' }]);
    expect(code).toBe(1);
  });

  it.each([
    ['11.2.10', '12.0.1', 'warn', 'run "npm install @nestjs/axios@4"'],
    ['11.2.10', '4.0.1', 'ok', undefined],
    ['12.5.1', '12.0.1', 'ok', undefined],
  ])('has Nest %s and @nestjs/axios %s: %s', async (nest, axios, status, remedy) => {
    rmSync(join(app, 'node_modules'));
    install('@nestjs/core', nest);
    install('@nestjs/axios', axios);
    const [finding] = (await examine()).about('@nestjs/axios');
    expect([finding.status, finding.remedy]).toEqual([status, remedy]);
  });

  it('has no Nest: nothing is said about it, and close() is what delivers the last events', async () => {
    rmSync(join(app, 'node_modules'));
    install('nestjs-converge', '1.0.0');
    const without = await examine();
    expect(without.about('copies')).toEqual([]);
    expect(without.about('shutdown')).toMatchObject([
      { status: 'warn', remedy: expect.stringMatching(/^call converge\.close\(\)/) },
    ]);
    writeFileSync(join(app, 'src', 'main.ts'), 'server.close(() => converge.close());\n');
    const { about, text } = await examine();
    expect(about('shutdown')).toMatchObject([{ status: 'ok' }]);
    expect(text).not.toMatch(/@nestjs|enableShutdownHooks/);
  });
});

it.each([
  ['20.19.0', 'ok'],
  ['20.18.9', 'fail'],
  ['21.7.3', 'fail'],
  ['22.12.0', 'ok'],
  ['22.11.0', 'fail'],
  ['23.5.0', 'fail'],
  ['24.0.0', 'ok'],
  ['27.1.0', 'ok'],
])('knows whether Node %s is supported', (version, status) => {
  expect(checkNode(version)).toMatchObject({ status });
});

it.each([
  ['0.14.1', '^0.14.0 || ^0.15.0', true],
  ['0.16.0', '^0.14.0 || ^0.15.0', false],
  ['0.1.14', '^0.1.13 || ^0.2.0', true],
  ['0.3.0', '^0.1.13 || ^0.2.0', false],
  ['12.0.0-rc.1', '^12.0.0', true],
  ['1.6.9', '^1.7.0', false],
])('knows whether %s lies in %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});

describe('copies of packages', () => {
  const install = (...path: string[]) => {
    const at = join(app, 'node_modules', ...path);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ version: '12.0.0' }));
    return realpathSync(at);
  };
  beforeEach(() => {
    unlinkSync(join(app, 'node_modules'));
    install('@nestjs', 'core');
    install('@nestjs', 'common');
  });

  it('are one of each', async () => {
    const own = install('nestjs-converge');
    const { about } = await examine();
    expect(about('copies')).toEqual([
      {
        subject: 'copies',
        status: 'ok',
        message: `${own} and the application share one Nest`,
      },
    ]);
  });

  it.each(['@nestjs/core', '@nestjs/common'])('are two of %s, named by path', async (name) => {
    install('nestjs-converge');
    const theirs = realpathSync(join(app, 'node_modules', name));
    const ours = install('nestjs-converge', 'node_modules', name);
    const { about, code } = await examine();
    expect(about(name)).toContainEqual({
      subject: name,
      status: 'fail',
      message: `there are two copies: the application uses ${theirs}, and nestjs-converge uses ${ours}`,
      remedy: expect.stringContaining('npm ls'),
    });
    expect(about('copies')).toEqual([]);
    expect(code).toBe(1);
  });

  it('are two of a linked library, with the Nest of its own folder', async () => {
    const ours = install('..', 'linked', 'node_modules', '@nestjs', 'core');
    const linked = install('..', 'linked');
    symlinkSync(linked, join(app, 'node_modules', 'nestjs-converge'));
    const { about } = await examine();
    expect(about('@nestjs/core').at(-1).message).toContain(`nestjs-converge uses ${ours}`);
  });
});
