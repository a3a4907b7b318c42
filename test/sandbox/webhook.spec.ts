import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, post } = useClient({ token: 'test-token' });

describe('POST /api/webhooks', () => {
  it('accepts a valid event and keeps it', async () => {
    const event = anEvent();
    const { status, json } = await post(event);
    expect([status, json]).toEqual([200, { simulated: true, status: 'accepted' }]);
    expect(sandbox.events()).toEqual([
      { event, receivedAt: expect.stringMatching(/^\d{4}-.*Z$/), duplicates: 0 },
    ]);
  });

  it('drops a second event with the same id, whatever else it says, and counts it', async () => {
    const first = anEvent({ event_id: 'same' });
    await post(first);
    const { status, json } = await post(anEvent({ event_id: 'same', event_name: 'Other' }));
    expect([status, json]).toEqual([200, { simulated: true, status: 'duplicate' }]);
    expect(sandbox.events()).toMatchObject([{ event: first, duplicates: 1 }]);
    expect(sandbox.requests().map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate']);
  });

  it.each([
    ['aliases', anEvent({ aliases: Array(500_000).fill(0) })],
    ['keys', Object.fromEntries(Array.from({ length: 90_000 }, (_, key) => [`k${key}`, 1]))],
    ['items', anEvent({ properties: { items: Array(340_000).fill({}) } })],
  ])('answers a body of a megabyte of wrong %s in a few kilobytes', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(5_000);
    const [request] = sandbox.requests();
    expect(JSON.stringify(request?.violations).length).toBeLessThan(5_000);
  });

  it.each([
    ['event_id', { event_id: ' ' }, 'event_id', 'isNonEmptyString'],
    ['no alias', { aliases: [] }, 'aliases', 'arrayMinSize'],
    ['an empty alias', { aliases: ['urn:a:b', ''] }, 'aliases[1]', 'isNonEmptyString'],
    ['camelCase', { eventName: 'Placed Order' }, 'eventName', 'isDocumentedKey'],
  ])('refuses a wrong event and names the place: %s', async (_, changes, path, rule) => {
    const answer = await post(anEvent(changes));
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      simulated: true,
      error: "the event breaks Converge's contract",
      violations: [{ path, rule }],
    });
    expect(sandbox.events()).toEqual([]);
    expect(sandbox.requests()).toMatchObject([
      { outcome: 'refused', status: 400, violations: answer.json.violations },
    ]);
  });

  it.each(['[]', 'null', '"text"'])('refuses JSON that is no object: %s', async (body) => {
    const violations = [{ path: 'event', rule: 'isObject' }];
    expect(await post(body)).toMatchObject({ status: 400, json: { violations } });
  });

  it.each(['', '{"event_name":', '\ufeff{}'])('refuses what is not JSON: %j', async (body) => {
    const violations = [{ path: 'event', rule: 'isJson' }];
    expect(await post(body)).toMatchObject({ status: 400, json: { violations } });
    const reason = 'the body is not JSON';
    expect(sandbox.requests()).toMatchObject([{ outcome: 'refused', body, reason }]);
  });

  it.each([
    ['missing', undefined],
    ['wrong', 'another-token'],
  ])('answers 401 to a token that is %s, before it looks at the event', async (kind, token) => {
    const json = { simulated: true, error: `X-Webhook-Token is ${kind}` };
    const answer = await post('{', { headers: { 'x-webhook-token': token } });
    expect(answer).toMatchObject({ status: 401, json });
    const wanted = { outcome: 'unauthorised', status: 401, violations: [] };
    expect(sandbox.requests()).toMatchObject([wanted]);
  });

  it.each([undefined, 'text/plain', 'application/jsonp'])(
    'answers 415 to the content type %s',
    async (type) => {
      const headers = { 'content-type': type };
      expect((await post(anEvent(), { headers })).status).toBe(415);
      expect(sandbox.events()).toEqual([]);
    },
  );

  it('accepts a content type with a charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await post(anEvent(), { headers })).status).toBe(200);
  });

  it('takes a body of exactly 1 MiB and answers 413 to one byte more', async () => {
    const empty = JSON.stringify(anEvent({ properties: { text: '' } }));
    const padding = 'x'.repeat(1024 * 1024 - empty.length);
    const largest = empty.replace('"text":""', `"text":"${padding}"`);
    const tooLarge = largest.replace('xxx', 'xxxx');
    expect((await post(tooLarge)).status).toBe(413);
    expect((await post(largest)).status).toBe(200);
    expect(sandbox.requests().map(({ body, status }) => [body.length, status])).toEqual([
      [0, 413],
      [1024 * 1024, 200],
    ]);
  });
});
