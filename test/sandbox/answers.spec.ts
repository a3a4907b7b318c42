import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, ask, post } = useClient();

const answer = async (number: number) => (await ask(`/api/requests/${number}`)).answer;

describe('the answer in the details of a request', () => {
  it('is the one that was sent', async () => {
    const event = anEvent();
    const sent = [
      await post(event),
      await post(event),
      await post(anEvent({ aliases: [] })),
      await post('{'),
      await post(event, { headers: { 'x-webhook-token': 'wrong' } }),
    ];
    sandbox.simulateFault({ status: 503 }, 1);
    sent.push(await post(anEvent()));
    sandbox.simulateFault({ status: 429, headers: { 'Retry-After': '7' }, body: 'no' }, 1);
    sent.push(await post(anEvent()));
    sandbox.simulateFault({ status: 204 }, 1);
    sent.push(await post(anEvent()));
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
    sandbox.simulateFault('reset', 1);
    await expect(post(anEvent())).rejects.toThrow();
    expect(await answer(1)).toBeNull();
    sandbox.simulateFault('huge-answer', 1);
    const headers = { 'content-type': 'application/json', 'x-webhook-token': sandbox.token };
    const body = JSON.stringify(anEvent());
    const huge = await fetch(sandbox.endpoint, { method: 'POST', headers, body });
    await huge.body?.cancel();
    expect(await answer(2)).toMatchObject({ status: 200, note: expect.stringContaining('64 MiB') });
    sandbox.simulateFault({ status: 500, body: 'x'.repeat(5000) });
    await post(anEvent());
    const long = await answer(3);
    expect([long.body.length, long.note]).toEqual([1000, expect.stringContaining('longer')]);
  });
});
