import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { anEvent, ask, call, post } from './sandbox-client.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const folder = useTemporaryFolder();
let data: string;
let sandbox: Sandbox;

async function restart(options = {}): Promise<void> {
  await sandbox.close();
  sandbox = await createSandbox({ data, token: 'a-secret-token', ...options });
}

beforeEach(async () => {
  data = join(folder.path, 'new', 'sandbox.jsonl');
  sandbox = await createSandbox({ data, token: 'a-secret-token' });
});
afterEach(() => sandbox.close());

const ids = () => sandbox.events().map(({ event }) => event.event_id);

describe('data', () => {
  it('survives a restart, and goes on', async () => {
    const event = anEvent({ event_id: 'kept', event_name: 'Größe \u2028 \u{1f6d2}' });
    await post(sandbox, JSON.stringify(event, null, 2));
    await post(sandbox, event);
    await post(sandbox, anEvent({ aliases: [] }));
    await post(sandbox, '{');
    await post(sandbox, '{', { headers: { 'x-webhook-token': 'wrong' } });
    sandbox.simulateFault({ status: 202, body: 'a teapot' }, 1);
    await post(sandbox, anEvent({ event_id: 'taken all the same' }));
    const before = [sandbox.events(), sandbox.requests()];
    const views = ['requests', 'requests/1', 'requests/6', 'warnings', 'coverage', 'profiles'];
    const read = async () => {
      const answers = [];
      for (const view of views) answers.push(await ask(sandbox, `/api/${view}`));
      return answers.map((answer) => ({ ...answer, revision: undefined }));
    };
    const shown = await read();
    expect(shown[2]).toMatchObject({ answer: { status: 202, body: 'a teapot' } });

    await restart();

    expect([sandbox.events(), sandbox.requests()]).toEqual(before);
    expect(await read()).toEqual(shown);
    expect(sandbox.events()).toMatchObject([{ event, duplicates: 1 }, { duplicates: 0 }]);
    expect(await sandbox.waitForEvents(2)).toHaveLength(2);
    expect((await post(sandbox, event)).json.status).toBe('duplicate');
    const { requests } = await ask(sandbox, '/api/requests?limit=1');
    expect(requests).toMatchObject([{ number: 7, attempt: 3 }]);
    await restart();
    expect(sandbox.requests()).toHaveLength(7);
  });

  it('is for its owner only, and holds no token', async () => {
    await post(sandbox, anEvent());
    expect(statSync(data).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, 'new')).mode & 0o777).toBe(0o700);
    expect(readFileSync(data, 'utf8')).not.toContain('a-secret-token');
    expect(readFileSync(data, 'utf8')).toContain('[token]');
    chmodSync(data, 0o644);
    await restart();
    expect(statSync(data).mode & 0o777).toBe(0o600);
  });

  it.each(['{"receivedAt":17', '{"receivedAt":1725312229000,"body":"{}"', '\u00e4', '{}x'])(
    'loses nothing but a last line that was not finished: %s',
    async (torn) => {
      await post(sandbox, anEvent({ event_id: 'one' }));
      await sandbox.close();
      appendFileSync(data, torn);
      sandbox = await createSandbox({ data });
      expect(ids()).toEqual(['one']);
      await post(sandbox, anEvent({ event_id: 'two' }));
      await restart();
      expect(ids()).toEqual(['one', 'two']);
    },
  );

  it('skips lines that it cannot read', async () => {
    await post(sandbox, anEvent({ event_id: 'one' }));
    await sandbox.close();
    appendFileSync(data, 'nonsense\n{}\nnull\n\n{"receivedAt":1,"body":"{","took":"event"}\n');
    sandbox = await createSandbox({ data });
    await post(sandbox, anEvent({ event_id: 'two' }));
    expect(sandbox.events()).toHaveLength(2);
    expect(sandbox.requests()).toHaveLength(3);
    expect((await ask(sandbox, '/api/requests')).requests).toHaveLength(3);
  });

  it('deletes all with clear(), and over the API', async () => {
    await post(sandbox, anEvent());
    sandbox.clear();
    await restart();
    expect(sandbox.requests()).toEqual([]);
    await post(sandbox, anEvent());
    await call(sandbox, { method: 'DELETE', path: '/api/requests' });
    await post(sandbox, anEvent({ event_id: 'after' }));
    await restart();
    expect(ids()).toEqual(['after']);
    expect(readFileSync(data, 'utf8').split('\n')).toHaveLength(3);
  });

  it('reads the newest where the file holds more than maxEvents', async () => {
    for (const event_id of ['1', '2', '3']) await post(sandbox, anEvent({ event_id }));
    await restart({ maxEvents: 2 });
    expect(ids()).toEqual(['2', '3']);
  });

  it.each(['[{"id":1}]\n', 'no newline', '{"file":"nestjs-converge sandbox","version":2}\n'])(
    'leaves a file alone that holds something else: %s',
    async (content) => {
      const path = join(folder.path, 'other.json');
      writeFileSync(path, content, { mode: 0o644 });
      await expect(createSandbox({ data: path })).rejects.toThrow('choose another path');
      expect(readFileSync(path, 'utf8')).toBe(content);
      expect(statSync(path).mode & 0o777).toBe(0o644);
    },
  );

  it('follows no link', async () => {
    const target = join(folder.path, 'empty');
    writeFileSync(target, '', { mode: 0o644 });
    const link = join(folder.path, 'link');
    symlinkSync(target, link);
    const message = `${link} is a link: give the path of the file itself`;
    await expect(createSandbox({ data: link })).rejects.toThrow(message);
    expect(readFileSync(target, 'utf8')).toBe('');
    expect(statSync(target).mode & 0o777).toBe(0o644);
  });

  it('refuses a pipe', async () => {
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const message = `${pipe} is not a regular file: choose another path`;
    await expect(createSandbox({ data: pipe })).rejects.toThrow(message);
  });

  it('refuses the file of another user, and does not change it', async () => {
    await sandbox.close();
    chmodSync(data, 0o666);
    const user = process.geteuid?.() ?? 0;
    const unix = process as { geteuid: () => number };
    const geteuid = jest.spyOn(unix, 'geteuid').mockReturnValue(user + 1);
    const message = `${data} belongs to user ${user}, not to ${user + 1}, who runs the sandbox`;
    await expect(createSandbox({ data })).rejects.toThrow(message);
    geteuid.mockRestore();
    expect(statSync(data).mode & 0o777).toBe(0o666);
  });

  it('rejects a path that is no file, and frees the port', async () => {
    const { port } = new URL(sandbox.url);
    await sandbox.close();
    const options = { port: Number(port), data: folder.path };
    await expect(createSandbox(options)).rejects.toMatchObject({ code: 'EISDIR' });
    sandbox = await createSandbox({ port: Number(port), data });
    expect(sandbox.url).toContain(port);
  });
});
