import { describe, expect, it } from '@jest/globals';
import { anEvent, call, post } from './sandbox-client.js';
import { useSandbox } from '../utils/use-sandbox.js';

const sandbox = useSandbox();
const ids = (answer: { json: any }) => answer.json.map(({ event }: any) => event.event_id);

describe('GET /api/events', () => {
  it('is the snapshot of the events that were taken, oldest first', async () => {
    await post(sandbox.current, JSON.stringify(anEvent({ event_id: 'first' }), null, 2));
    await post(sandbox.current, anEvent({ event_id: 'second', event_name: 'Größe \u2028' }));
    await post(sandbox.current, anEvent({ event_id: 'first' }));
    await post(sandbox.current, '{');
    const events = await call(sandbox.current, { path: '/api/events' });
    expect(events.json).toEqual(sandbox.current.events());
    expect(events.json).toMatchObject([
      { event: { event_id: 'first' }, duplicates: 1 },
      { event: { event_id: 'second', event_name: 'Größe \u2028' }, duplicates: 0 },
    ]);
  });

  it('is an empty list at first', async () => {
    expect((await call(sandbox.current, { path: '/api/events' })).text).toBe('[]');
  });

  it('gives the newest events, and links to older ones', async () => {
    for (const event_id of ['1', '2', '3', '4', '5']) {
      await post(sandbox.current, anEvent({ event_id }));
      await post(sandbox.current, '{');
    }
    const pages = [];
    for (let path: string | undefined = '/api/events?limit=2'; path !== undefined;) {
      const page = await call(sandbox.current, { path });
      pages.push(ids(page));
      path = /<(.*)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1];
    }
    expect(pages).toEqual([['4', '5'], ['2', '3'], ['1']]);
  });

  it('sends very many as one list', async () => {
    for (let sent = 0; sent < 1100; sent++) {
      await post(sandbox.current, anEvent({ event_id: String(sent) }));
    }
    const all = ids(await call(sandbox.current, { path: '/api/events' }));
    expect(all).toEqual(Array.from({ length: 1100 }, (_, index) => String(index)));
  });
});
