import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { writeData } from './an-arrival.js';
import { anEvent, clientOf, useClient } from './sandbox-client.js';

const { sandbox, call, post } = useClient();
const folder = useTemporaryFolder();
const ids = (answer: { json: any }) => answer.json.map(({ event }: any) => event.event_id);

describe('GET /api/events', () => {
  it('is the snapshot of the events that were taken, oldest first', async () => {
    await post(JSON.stringify(anEvent({ event_id: 'first' }), null, 2));
    await post(anEvent({ event_id: 'second', event_name: 'Größe \u2028' }));
    await post(anEvent({ event_id: 'first' }));
    await post('{');
    const events = await call({ path: '/api/events' });
    expect(events.json).toEqual(sandbox.events());
    expect(events.json).toMatchObject([
      { event: { event_id: 'first' }, duplicates: 1 },
      { event: { event_id: 'second', event_name: 'Größe \u2028' }, duplicates: 0 },
    ]);
  });

  it('gives the newest events, and links to older ones', async () => {
    for (const event_id of ['1', '2', '3', '4', '5']) {
      await post(anEvent({ event_id }));
      await post('{');
    }
    const pages = [];
    for (let path: string | undefined = '/api/events?limit=2'; path !== undefined;) {
      const page = await call({ path });
      pages.push(ids(page));
      path = /<(.*)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1];
    }
    expect(pages).toEqual([['4', '5'], ['2', '3'], ['1']]);
  });

  it('sends very many as one list', async () => {
    const data = join(folder.path, 'data');
    writeData(data, 1100, (number) => anEvent({ event_id: String(number) }));
    const many = await createSandbox({ data });
    const all = ids(await clientOf(many).call({ path: '/api/events' }));
    expect(all).toEqual(Array.from({ length: 1100 }, (_, index) => String(index + 1)));
    await many.close();
  });
});
