import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { orderEvent } from '../utils/events.js';
import { eventually, send } from '../utils/test-app.js';
import { closeServers, listen } from '../utils/local-servers.js';
import { usePrograms } from '../utils/programs.js';
import { runCli, startCli, type CliOptions } from './support/run-cli.js';

const cli = usePrograms();
let folder: string;

beforeAll(() => {
  folder = cli.newFolder();
});

/** Starts a sandbox on a free port, and waits for what it prints last. */
async function start(args: string[], last: RegExp, options?: CliOptions) {
  const sandbox = startCli(cli, ['sandbox', '--port', '0', ...args], options);
  await eventually('the sandbox is ready', () => last.test(sandbox.said.stdout));
  return sandbox;
}

function post(endpoint: string, token?: string) {
  return send(
    endpoint,
    'POST',
    orderEvent(),
    token === undefined ? {} : { 'X-Webhook-Token': token },
  );
}

/** Starts one, and finds its endpoint in what it prints. */
async function open(args: string[], options?: CliOptions) {
  const started = await start(args, /Ctrl-C/, options);
  return { ...started, endpoint: /^Endpoint: (\S+)$/m.exec(started.said.stdout)![1]! };
}

describe('a sandbox', () => {
  it.each<[NodeJS.Signals, NodeJS.ProcessEnv]>([
    ['SIGINT', {}],
    ['SIGTERM', { CONVERGE_TOKEN: 'secret-1' }],
  ])(
    'takes events with any token until %s, prints a line for each, and never shows the token',
    async (signal, env) => {
      const { end, said, endpoint } = await open([], { env });
      expect(said.stdout).toMatch(/^Page: {5}http:\/\/127\.0\.0\.1:\d+\/$/m);
      expect(said.stdout).toMatch(/^Token: {4}any; the library sends one by itself$/m);
      const line = /^ {2}CONVERGE_ENDPOINT=http:\/\/127\.0\.0\.1:\d+ npm run start:dev$/m;
      expect(said.stdout).toMatch(line);
      for (const token of ['secret-1', 'secret-2', 'sandbox-token']) {
        expect((await post(endpoint, token)).status).toBe(200);
      }
      expect((await post(endpoint)).status).toBe(401);
      await eventually('all are printed', () => said.stdout.includes('unauthorised'));
      const lines = said.stdout.trimEnd().split('\n').slice(-4);
      expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}Placed Order +order-1 +42\.50 EUR {2}accepted/);
      expect(lines[2]).toMatch(/ {2}duplicate$/);
      expect(lines[3]).toMatch(/ {2}unauthorised: X-Webhook-Token is missing$/);
      const requests = await (await fetch(new URL('/api/requests', endpoint))).text();
      expect(said.stdout + said.stderr + requests).not.toContain('secret-');
      expect([await end(signal), said.stderr]).toEqual([0, '']);
    },
  );

  it('shows the outbox that the application would use, or the given one', async () => {
    const outboxOf = async (args: string[], env: NodeJS.ProcessEnv) => {
      const { said } = await start([...args, '--json'], /\n/, { cwd: folder, env });
      const { url, accessKey = '' } = JSON.parse(said.stdout);
      const headers = { 'X-Sandbox-Key': accessKey };
      return ((await (await fetch(`${url}/api/about`, { headers })).json()) as any).outbox;
    };
    const path = join(folder, 'elsewhere');
    expect(await outboxOf([], {})).toBe(join(folder, '.converge/outbox'));
    expect(await outboxOf([], { CONVERGE_OUTBOX_PATH: 'memory' })).toBeNull();
    // Others than the users of this machine see it only if it is asked for.
    expect(await outboxOf(['--host', '0.0.0.0'], {})).toBeNull();
    expect(await outboxOf(['--host', '0.0.0.0', '--outbox', path], {})).toBe(path);
  });

  it('prints one line of JSON, for programs', async () => {
    const { end, said } = await start(['--json'], /\n/);
    const { url, pageUrl, endpoint } = JSON.parse(said.stdout);
    expect([pageUrl, endpoint]).toEqual([`${url}/`, `${url}/api/webhooks`]);
    expect((await post(endpoint, 'sandbox-token')).status).toBe(200);
    expect(await end('SIGTERM')).toBe(0);
    expect(said.stdout.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, string[], NodeJS.ProcessEnv]>([
    ['the value of --token', ['--token', 'secret-1'], {}],
    ['the value of CONVERGE_TOKEN', ['--host', '0.0.0.0'], { CONVERGE_TOKEN: 'secret-1' }],
  ])('takes %s, and never prints it', async (name, args, env) => {
    const { said, endpoint } = await open(args, { env });
    expect((await post(endpoint, 'secret-1')).status).toBe(200);
    expect((await post(endpoint, 'sandbox-token')).status).toBe(401);
    expect(said.stdout).toContain(`Token:    ${name}\n`);
    const line = `^ {2}CONVERGE_ENDPOINT=http:\\S+ CONVERGE_TOKEN=<${name}> npm run start:dev$`;
    expect(said.stdout).toMatch(new RegExp(line, 'm'));
    expect(said.stdout).toMatch(new RegExp(`send-test --endpoint \\S+ --token <${name}>$`, 'm'));
    expect(said.stdout + said.stderr).not.toContain('secret-1');
  });

  it('keeps what arrived in a file', async () => {
    const data = join(folder, 'data.jsonl');
    const first = await start(['--json', '--data', data], /\n/);
    await post(JSON.parse(first.said.stdout).endpoint, 'sandbox-token');
    expect(await first.end('SIGTERM')).toBe(0);
    expect(readFileSync(data, 'utf8')).toContain('order-1');
  });

  it('warns where others can reach it, and has a key and a random token then', async () => {
    const { said } = await start(['--json', '--host', '0.0.0.0'], /\n/);
    const { endpoint, pageUrl, accessKey, token } = JSON.parse(said.stdout);
    expect(pageUrl).toContain(accessKey);
    expect((await post(endpoint, token)).status).toBe(200);
    expect((await post(endpoint, 'sandbox-token')).status).toBe(401);
    expect(said.stderr).toContain('listens on 0.0.0.0');
    const shown = await start(['--host', '0.0.0.0'], /Ctrl-C/);
    expect(shown.said.stdout).toMatch(/^Token: {4}[\w-]{32}$/m);
  });
});

describe('a sandbox that cannot start', () => {
  it('says that its port is taken', async () => {
    const { port } = await listen(createServer());
    const { code, stderr } = await runCli(cli, ['sandbox', '--port', String(port)]);
    closeServers();
    const sentence =
      `Port ${port} is taken: is a sandbox running at http://127.0.0.1:${port} already? ` +
      'If not, choose another port with --port, and set CONVERGE_ENDPOINT to the endpoint that is printed then.\n';
    expect([code, stderr]).toEqual([1, sentence]);
  });

  it('says that its data cannot be there', async () => {
    const file = join(folder, 'something-else');
    writeFileSync(file, 'mine');
    const { code, json } = await runCli(cli, ['sandbox', '--port', '0', '--data', file, '--json']);
    expect(json.error).toContain(file);
    expect(json.error).toContain('was not written by the sandbox');
    expect(code).toBe(1);
    const below = await runCli(cli, ['sandbox', '--port', '0', '--data', join(file, 'x')]);
    expect(below.stderr).toMatch(/Cannot write .* \(E\w+\): choose another path with --data/);
    expect(below.code).toBe(1);
  });

  it('refuses a token that cannot be in a header', async () => {
    const { code, stderr } = await runCli(cli, ['sandbox', '--token', 'my secret']);
    expect(stderr).toContain('The option --token holds white space');
    expect(stderr).not.toContain('my secret');
    expect(code).toBe(2);
  });
});
