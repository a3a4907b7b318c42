import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { ask } from './ask.js';
import { anEvent, post } from './sandbox-client.js';

const sandbox = useSandbox();
const folder = useTemporaryFolder();

const answer = async (number: number) =>
  (await ask(sandbox.current, `/api/requests/${number}`)).answer;

describe('the answer in the details of a request', () => {
  it('is the one that was sent', async () => {
    const event = anEvent();
    const sent = [
      await post(sandbox.current, event),
      await post(sandbox.current, event),
      await post(sandbox.current, anEvent({ aliases: [] })),
      await post(sandbox.current, '{'),
      await post(sandbox.current, event, { headers: { 'x-webhook-token': 'wrong' } }),
    ];
    sandbox.current.simulateFault({ status: 503 }, 1);
    sent.push(await post(sandbox.current, anEvent()));
    sandbox.current.simulateFault({ status: 429, headers: { 'Retry-After': '7' }, body: 'no' }, 1);
    sent.push(await post(sandbox.current, anEvent()));
    sandbox.current.simulateFault({ status: 204 }, 1);
    sent.push(await post(sandbox.current, anEvent()));
    for (const [index, { status, headers, text }] of sent.entries()) {
      const shown = await answer(index + 1);
      expect(shown).toMatchObject({ status, body: text, note: null });
      for (const [name, value] of Object.entries(shown.headers)) {
        expect(headers[name.toLowerCase()]).toBe(value);
      }
    }
    expect((await answer(7)).headers).toEqual({ 'Retry-After': '7', 'Content-Type': 'text/plain' });
  });

  it('is null without one, and says what is not shown of the others', async () => {
    sandbox.current.simulateFault('reset', 1);
    await expect(post(sandbox.current, anEvent())).rejects.toThrow();
    expect(await answer(1)).toBeNull();
    sandbox.current.simulateFault('huge-answer', 1);
    const headers = {
      'content-type': 'application/json',
      'x-webhook-token': sandbox.current.token,
    };
    const huge = await fetch(sandbox.current.endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify(anEvent()),
    });
    await huge.body?.cancel();
    expect(await answer(2)).toMatchObject({ status: 200, note: expect.stringContaining('64 MiB') });
    sandbox.current.simulateFault({ status: 500, body: 'x'.repeat(5000) });
    await post(sandbox.current, anEvent());
    const { body, note } = await answer(3);
    expect([body.length, note]).toEqual([1000, expect.stringContaining('longer')]);
  });

  it('survives a restart', async () => {
    const data = join(folder.path, 'data');
    const first = await createSandbox({ data });
    first.simulateFault({ status: 418, body: 'a teapot' });
    await post(first, anEvent());
    await first.close();
    const second = await createSandbox({ data });
    const detail = await ask(second, '/api/requests/1');
    await second.close();
    expect(detail.answer).toMatchObject({ status: 418, body: 'a teapot' });
  });
});
