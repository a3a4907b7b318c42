import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createSandbox } from '../../sandbox/server/index.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { writeData } from './an-arrival.js';
import { anEvent, clientOf, useClient } from './sandbox-client.js';

const { sandbox, ask, call, post } = useClient({ maxEvents: 1000 });
const list = (query = '') => ask(`/api/requests${query}`);
const numbers = async (query: string) =>
  (await list(query)).requests.map(({ number }: { number: number }) => number);

describe('GET /api/requests', () => {
  it('lists every POST, newest first, and says that its answers are simulated', async () => {
    await post(anEvent({ event_id: 'one' }));
    await post(anEvent({ event_id: 'one' }));
    await post('{');
    const { requests, total, matched, next, simulated } = await list();
    expect({ total, matched, next }).toEqual({ total: 3, matched: 3, next: null });
    expect(simulated).toEqual([expect.stringMatching(/^Status codes and answers are simulated/)]);
    expect(requests).toMatchObject([
      { number: 3, outcome: 'refused', status: 400, eventName: null, attempt: 1, violations: 1 },
      { number: 2, outcome: 'duplicate', status: 200, attempt: 2, reason: null },
      {
        number: 1,
        outcome: 'accepted',
        eventName: 'Placed Order',
        eventId: 'one',
        aliases: ['urn:email:ada@example.com'],
        eventTime: '2024-09-02T12:34:56.000Z',
        attempt: 1,
      },
    ]);
    expect(requests[2].warnings).toBeGreaterThan(0);
  });

  it('reads the time of an event in all forms, and survives one that is not a time', async () => {
    for (const timestamp of [1725312229, '2024-09-02T12:34:56,5+02:00', undefined, 1e300, 'soon']) {
      await post(anEvent({ timestamp }));
    }
    const times = (await list()).requests.map(({ eventTime }: any) => eventTime);
    const [comma, number] = ['2024-09-02T10:34:56.500Z', '2024-09-02T21:23:49.000Z'];
    expect(times).toEqual([null, null, null, comma, number]);
  });

  it('filters by event, alias, outcome and text, alone and together', async () => {
    await post(anEvent({ event_name: 'Signed Up', aliases: ['urn:email:Bo@x.de'] }));
    await post(anEvent({ properties: { note: 'a (very) special.price' } }));
    await post(anEvent({ aliases: ['urn:cart_token:c1', 'urn:email:bo@x.de'] }));
    await post('{');
    expect(await numbers('?event=Signed%20Up')).toEqual([1]);
    expect(await numbers('?event=Signed')).toEqual([]);
    expect(await numbers('?alias=BO@')).toEqual([3, 1]);
    expect(await numbers('?outcome=refused')).toEqual([4]);
    expect(await numbers('?outcome=refused,accepted')).toEqual([4, 3, 2, 1]);
    expect(await numbers('?text=(Very)%20special.')).toEqual([2]);
    expect(await numbers('?text=specialXprice')).toEqual([]);
    expect(await numbers('?alias=bo@&event=Placed%20Order&text=c1&outcome=accepted')).toEqual([3]);
    expect(await numbers('?event=&alias=&outcome=&text=')).toEqual([4, 3, 2, 1]);
  });

  it('has each event once, at its newest request that matches, if that is wanted', async () => {
    sandbox.simulateFault({ status: 503 }, 2);
    for (const event_id of ['a', 'b', 'a', 'c', 'b', 'a']) await post(anEvent({ event_id }));
    await post('{');
    expect(await numbers('?latest=true')).toEqual([7, 6, 5, 4]);
    expect(await numbers('?latest=true&outcome=fault')).toEqual([2, 1]);
    expect(await numbers('?latest=true&before=6')).toEqual([5, 4]);
    expect(await numbers('?latest=true&after=3&limit=2')).toEqual([7, 6]);
    expect(await numbers('?event_id=a')).toEqual([6, 3, 1]);
    expect(await numbers('?seconds=60&warned=true&event_id=c')).toEqual([4]);
    expect(await list('?latest=true&limit=1&skip=1')).toMatchObject({ matched: 4, totalEvents: 4 });
    const { outcomes, warned } = await ask('/api/facets?latest=true');
    expect([outcomes, warned]).toMatchObject([{ fault: 2, accepted: 3, duplicate: 1 }, 3]);
  });

  it('finds text that JSON writes otherwise', async () => {
    const body = JSON.stringify(anEvent({ event_name: 'Gr@e', aliases: ['urn:name:Zo@'] }));
    await post(body.replaceAll('@', '\\u00eb'));
    expect(await numbers('?text=gr%C3%ABe')).toEqual([1]);
    expect(await numbers('?text=zo%C3%AB')).toEqual([1]);
    expect(await numbers('?text=%5Cu00eb')).toEqual([1]);
  });

  it('gives pages, whose filters count all that matches', async () => {
    for (let sent = 0; sent < 5; sent++) await post(anEvent());
    await post('{');
    const first = await list('?limit=2&outcome=accepted');
    expect(first).toMatchObject({ matched: 5, total: 6, next: 4 });
    const second = await list(`?limit=2&outcome=accepted&before=${first.next}`);
    expect(second.requests.map(({ number }: any) => number)).toEqual([3, 2]);
    expect(await numbers(`?limit=2&outcome=accepted&before=${second.next}`)).toEqual([1]);
    expect(second).toMatchObject({ matched: 3, next: 2 });
    expect(await numbers('?after=4')).toEqual([6, 5]);
    const fourth = { matched: 5, next: 2, requests: [{ number: 2 }] };
    expect(await list('?before=6&skip=3&limit=1')).toMatchObject(fourth);
    expect(await list('?skip=6')).toMatchObject({ matched: 6, next: null, requests: [] });
    expect((await list('?limit=6')).next).toBeNull();
  });

  it.each(['?limit=0', '?limit=501', '?limit=x', '?before=-1', '?after=1.5', '?outcome=lost'])(
    'answers 400 to %s, with what to give instead',
    async (query) => {
      const answer = await call({ path: `/api/requests${query}` });
      expect(answer.status).toBe(400);
      expect(answer.json.error).toMatch(/^give /);
    },
  );

  it('counts attempts over every outcome', async () => {
    const event = anEvent({ event_id: 'again' });
    sandbox.simulateFault({ status: 503 }, 2);
    for (let sent = 0; sent < 4; sent++) await post(event);
    expect((await list()).requests).toMatchObject([
      { attempt: 4, outcome: 'duplicate' },
      { attempt: 3, outcome: 'accepted' },
      { attempt: 2, outcome: 'fault', status: 503 },
      { attempt: 1, outcome: 'fault', status: 503, reason: 'simulated failure: status 503' },
    ]);
  });
});

describe('DELETE /api/requests', () => {
  it('deletes all and goes on with new numbers', async () => {
    const event = anEvent();
    await post(event);
    const { revision } = await list();
    const answer = await call({ method: 'DELETE', path: '/api/requests' });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(await list()).toMatchObject({ total: 0, requests: [] });
    expect((await list()).revision).not.toBe(revision);
    for (const view of ['warnings', 'coverage']) {
      expect(await ask(`/api/${view}`)).toEqual([]);
    }
    expect(await ask('/api/profiles')).toMatchObject({ total: 0, profiles: [] });
    await post(event);
    expect((await list()).requests).toMatchObject([{ number: 2, outcome: 'accepted', attempt: 1 }]);
  });
});

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

async function sendSome(): Promise<void> {
  await post(anEvent({ event_name: 'Rated' }));
  await post(anEvent({ event_name: 'Rated', aliases: [] }));
  await post(anEvent({ event_name: 'Liked', event_id: 'pretty' }));
  await post('{\n"not": "an\\nevent"\n}');
  await post('no JSON\u2028');
}

it('counts what each choice of a filter would show', async () => {
  await sendSome();
  const none = { duplicate: 0, unauthorised: 0, fault: 0 };
  expect(await ask('/api/facets')).toMatchObject({
    outcomes: { ...none, accepted: 2, refused: 3 },
    events: [
      { name: 'Liked', count: 1 },
      { name: 'Rated', count: 2 },
    ],
  });
  expect(await ask('/api/facets?event=Rated&outcome=refused')).toMatchObject({
    outcomes: { ...none, accepted: 1, refused: 1 },
    events: [{ name: 'Rated', count: 1 }],
  });
  expect(await ask('/api/facets?text=pretty')).toMatchObject({
    outcomes: { ...none, accepted: 1, refused: 0 },
    events: [{ name: 'Liked', count: 1 }],
  });
});

it('exports the requests that match a filter as JSON lines, oldest first', async () => {
  await sendSome();
  const { headers, text } = await call({ path: '/api/export?outcome=refused' });
  expect(headers['content-disposition']).toContain('.jsonl"');
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { number: 2, outcome: 'refused', status: 400, event: { event_name: 'Rated' } },
    { number: 4, event: { not: 'an\nevent' } },
    { number: 5, reason: 'the body is not JSON', body: 'no JSON\u2028' },
  ]);
  const all = await call({ path: '/api/export' });
  expect(all.text.trim().split('\n')).toHaveLength(5);
});

it("has an order's id and amount in the log", async () => {
  const send = (properties: object) => post(anEvent({ properties }));
  await send({ id: 'o-1', total_price: 59.9, currency: 'EUR' });
  await send({ id: 7, price: 3 });
  await send({ id: '', total_price: '59.90', currency: 5 });
  const { requests } = await ask('/api/requests');
  const facts = requests.map(({ orderId, amount, currency }: any) => [orderId, amount, currency]);
  expect(facts).toEqual([
    [null, null, null],
    ['7', 3, null],
    ['o-1', 59.9, 'EUR'],
  ]);
});
