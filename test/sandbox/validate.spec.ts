import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, call, send } = useClient();
const validate = (body: unknown) => send('POST', '/api/validate', body);

describe('POST /api/validate', () => {
  it('accepts a right event, and keeps nothing of it', async () => {
    const answer = await validate(
      anEvent({ event_name: 'Won Prize', properties: {}, profile_properties: {} }),
    );
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      simulated: true,
      verdict: 'accepted',
      eventName: 'Won Prize',
      inSpec: false,
      violations: [],
      warnings: [],
    });
    expect(sandbox.requests()).toEqual([]);
  });

  it('warns of what Converge would flag', async () => {
    const { json } = await validate(anEvent({ properties: { $email: 'nobody' } }));
    expect(json).toMatchObject({ verdict: 'accepted with warnings', inSpec: true, violations: [] });
    expect(json.warnings).toContainEqual(
      expect.objectContaining({ path: 'properties.$email', rule: 'isEmail' }),
    );
  });

  it.each([
    ['an event that breaks the contract', anEvent({ aliases: [] }), 'aliases', 'Placed Order'],
    ['what is no event', [1], 'event', null],
    ['null', 'null', 'event', null],
    ['what is no JSON', '{"torn', 'event', null],
    ['nothing', '', 'event', null],
  ])('refuses %s', async (_, body, path, eventName) => {
    const { status, json } = await validate(body);
    expect(status).toBe(200);
    expect(json).toMatchObject({ verdict: 'refused', eventName, violations: [{ path }] });
  });

  it('warns about a refused event, too', async () => {
    const { json } = await validate(anEvent({ aliases: [], properties: { $email: 'nobody' } }));
    expect(json).toMatchObject({ verdict: 'refused', violations: [{ path: 'aliases' }] });
    expect(json.warnings).toContainEqual(
      expect.objectContaining({ path: 'properties.$email', rule: 'isEmail' }),
    );
  });

  it('answers 415 without the Content-Type, and 413 to what is too large', async () => {
    const plain = await call({
      method: 'POST',
      path: '/api/validate',
      body: '{}',
    });
    expect(plain.status).toBe(415);
    expect((await validate('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });
});
