import { describe, expect, it } from '@jest/globals';
import { findDifferences } from '../../sandbox/server/views/request-detail.js';
import { anEvent, useClient } from './sandbox-client.js';

const { ask, call, post } = useClient({ maxEvents: 3 });
const detail = (number: number) => ask(`/api/requests/${number}`);

describe('GET /api/requests/:number', () => {
  it('shows the exact request, the event and what is wrong with it', async () => {
    const event = anEvent({ properties: { id: '1', items: [{ price: '42.00' }] } });
    const body = JSON.stringify(event, null, 2);
    await post(body, { headers: { 'x-extra': 'yes' } });
    const shown = await detail(1);
    const nothing = { violations: [], otherAttempts: [] };
    expect(shown).toMatchObject({ number: 1, body, event, isTaken: true, ...nothing });
    expect(shown.headers).toMatchObject({ 'x-extra': 'yes', 'x-webhook-token': '[token]' });
    expect(shown.warnings).toContainEqual({
      path: 'properties.items[0].price',
      rule: 'isNumber',
      received: 'a string of length 5',
      advice: expect.stringContaining('JSON number'),
    });
    expect(shown.simulated).toHaveLength(1);
  });

  it('shows the findings of contract and spec on what was refused', async () => {
    const items = [{ product_id: '1', name: 'Chai', price: '42.00', quantity: 1 }];
    await post(anEvent({ aliases: [], properties: { id: '1', items } }));
    const shown = await detail(1);
    const violations = [{ path: 'aliases', rule: 'arrayMinSize' }];
    expect(shown).toMatchObject({ isTaken: false, violations });
    expect(shown.warnings).toContainEqual(
      expect.objectContaining({ path: 'properties.items[0].price', rule: 'isNumber' }),
    );
    const [summary] = (await ask('/api/requests')).requests;
    expect(summary).toMatchObject({ outcome: 'refused', warnings: shown.warnings.length });
    expect(await ask('/api/warnings')).toEqual([]);
  });

  it('names a place once, and bears whatever stands in an event', async () => {
    const strange = { event_name: 7, aliases: [1, 'guest'], properties: 'x' };
    await post({ ...strange, profile_properties: [] });
    await post('{"torn');
    await post('null');
    const { violations, warnings } = await detail(1);
    expect(violations.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['event_name', 'event_id', 'aliases[0]', 'properties']),
    );
    expect(warnings).toMatchObject([{ path: 'aliases[1]', rule: 'isNoPlaceholder' }]);
    expect(await detail(2)).toMatchObject({ event: null, body: '{"torn', warnings: [] });
    expect(await detail(3)).toMatchObject({ event: null, warnings: [] });
  });

  it('tells which event a copy repeats, and which events are no part of the spec', async () => {
    await post(anEvent({ event_id: 'same', event_name: 'Won Prize' }));
    await post(anEvent({ event_id: 'same' }));
    await post('{"torn');
    expect(await detail(1)).toMatchObject({ copyOf: null, inSpec: false });
    expect(await detail(2)).toMatchObject({ outcome: 'duplicate', copyOf: 1, inSpec: true });
    expect(await detail(3)).toMatchObject({ copyOf: null, eventName: null, inSpec: false });
  });

  it('shows what is nested without end as text only', async () => {
    const body = '['.repeat(100_000) + ']'.repeat(100_000);
    await post(body);
    const deep = JSON.stringify(anEvent({ event_id: 'deep', properties: { deep: '@' } }));
    await post(deep.replace('"@"', body));
    await post(anEvent({ event_id: 'deep' }));
    expect(await detail(1)).toMatchObject({ body, event: null });
    expect((await detail(2)).event).toBeNull();
    expect((await detail(3)).otherAttempts).toMatchObject([
      { number: 2, differences: [{ path: 'event' }] },
    ]);
  });

  it('shows other attempts with their differences, and that the memory of ids is simulated', async () => {
    const event = anEvent({ event_id: 'same', properties: { a: 1, list: [1, 2], old: true } });
    await post(event);
    await post({ ...event, properties: { a: 2, list: [1], new: 'x' } });
    await post(event);
    const { otherAttempts, simulated } = await detail(2);
    expect(simulated).toContainEqual(expect.stringMatching(/^Deduplication is simulated/));
    expect(otherAttempts).toMatchObject([
      { number: 3, outcome: 'duplicate', isSameText: false },
      { number: 1, outcome: 'accepted', isSameText: false },
    ]);
    expect(otherAttempts[0].differences).toEqual([
      { path: 'properties.a', here: 2, there: 1 },
      { path: 'properties.list[1]', there: 2 },
      { path: 'properties.new', here: 'x' },
      { path: 'properties.old', there: true },
    ]);
    const same = { number: 3, isSameText: true, differences: [] };
    expect((await detail(1)).otherAttempts[0]).toMatchObject(same);
  });

  it.each(['0', '2', '-1', '1.5', 'x', '%'])('answers 404 to the number %s', async (number) => {
    await post(anEvent());
    const answer = await call({ path: `/api/requests/${number}` });
    expect(answer.status).toBe(404);
    expect(answer.json.error).toBe('the request does not exist, or was deleted');
  });

  it('answers 404 to what it dropped', async () => {
    for (let sent = 0; sent < 5; sent++) await post(anEvent());
    expect((await call({ path: '/api/requests/2' })).status).toBe(404);
    expect((await detail(3)).number).toBe(3);
    expect((await detail(5)).number).toBe(5);
  });
});

describe('findDifferences()', () => {
  it('names the place, and distinguishes an array from an object', () => {
    expect(findDifferences({ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: null }] } })).toEqual([
      { path: 'a.b[0].c', here: 1, there: null },
    ]);
    expect(findDifferences([1], { 0: 1 })).toEqual([{ path: 'event', here: [1], there: { 0: 1 } }]);
    expect(findDifferences(undefined, {})).toEqual([{ path: 'event', here: undefined, there: {} }]);
  });

  it('takes inherited names for missing, and stops at 100', () => {
    expect(findDifferences({}, JSON.parse('{"constructor":1}'))).toEqual([
      { path: 'constructor', here: undefined, there: 1 },
    ]);
    expect(findDifferences(Array(500).fill(1), Array(500).fill(2))).toHaveLength(100);
  });
});
