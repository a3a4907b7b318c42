import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  aliases,
  ConvergeValidationError,
  type ConvergeEventDto,
  type ValidationMode,
  type Violation,
} from '../../lib/index.js';
import { createDraft } from '../../lib/event/event-draft.js';
import {
  EventValidator,
  VALIDATION_MODES,
  type ValidatorSettings,
} from '../../lib/event/event-validator.js';
import { rightEvent, SENT_EVENTS, withProperties } from '../fixtures/right-events.js';

const NOW = new Date('2025-01-02T03:04:05.678Z');

function validating(settings: Partial<ValidatorSettings> = {}) {
  const validator = new EventValidator({
    events: {},
    placeholderAliases: [],
    mirrorContactFields: false,
    ...settings,
  });
  return async (given: unknown, mode: ValidationMode = 'warn') => {
    const validated = await validator.validate(createDraft(given, NOW), mode);
    const { body, eventId, ...rest } = validated;
    const event = JSON.parse(body) as ConvergeEventDto;
    if (typeof event?.event_id === 'string') expect(eventId).toBe(event.event_id);
    return { event, ...rest };
  };
}

const rules = (violations: readonly Violation[]) =>
  violations.map(({ path, rule }) => `${path} ${rule}`);

const NOTHING = { contract: [], spec: [], suspicions: [], fixed: 0, error: undefined };

describe('EventValidator', () => {
  it.each(SENT_EVENTS)('sends a right %s as it is, whatever the level', async (name) => {
    for (const mode of VALIDATION_MODES) {
      expect(await validating()(rightEvent(name), mode)).toEqual({
        eventName: name,
        event: rightEvent(name),
        ...NOTHING,
      });
    }
  });

  it('leaves placeholders out of what breaks the contract, too', async () => {
    const aliases = ['urn:customer_id:guest', 'urn:email:jane@example.com'];
    const wrong = { ...rightEvent('Placed Order'), aliases, timestamp: 'yesterday' };
    const { event, contract, spec, error } = await validating()(wrong);
    expect(rules(contract)).toEqual(['timestamp isEventTime']);
    expect(rules(spec)).toEqual(['aliases[0] isNoPlaceholder']);
    expect(event.aliases).toEqual(['urn:email:jane@example.com']);
    expect(error?.violations).toEqual(contract);
  });

  it('counts the nulls and empty strings that were left out', async () => {
    const event = withProperties({ coupon: null, $city: '' });
    expect((await validating()(event)).fixed).toBe(2);
  });

  describe('on violations of the contract', () => {
    it.each(VALIDATION_MODES)('finds them at level %s, and nothing else', async (mode) => {
      const event = { ...withProperties({ total_price: NaN, currency: 'x' }), event_id: '' };
      const { contract, ...rest } = await validating()(event, mode);
      expect(rules(contract)).toEqual([
        'properties.total_price isFiniteNumber',
        'event_id isNonEmptyString',
      ]);
      const error = { breaks: 'contract', violations: contract, eventName: 'Placed Order' };
      expect(rest).toMatchObject({ spec: [], suspicions: [], fixed: 0, error });
      expect(rest.error).toBeInstanceOf(ConvergeValidationError);
    });

    it.each(['$page_load', 'New Customer Order'])('refuses %s', async (event_name) => {
      const { contract } = await validating()({ ...rightEvent(), event_name });
      expect(rules(contract)).toEqual(['event_name isSentByServers']);
    });

    it.each([undefined, null, 7, 'x', [], new Map()])('takes %p for no event', async (value) => {
      const { contract, eventName } = await validating()(value);
      expect(contract).toHaveLength(1);
      expect(eventName).toBeUndefined();
    });
  });

  describe('on violations of the spec', () => {
    const wrong = () => withProperties({ total_price: '42.00', id: 17, $city: ' ' });

    it.each(['warn', 'strict'] as const)('fixes and checks at level %s', async (mode) => {
      const { event, spec, fixed, contract, error } = await validating()(wrong(), mode);
      expect(error?.violations).toEqual(mode === 'strict' ? spec : undefined);
      expect(error?.breaks).toBe(mode === 'strict' ? 'spec' : undefined);
      expect(rules(spec)).toEqual(['properties.total_price isNumber']);
      expect(fixed).toBe(2);
      expect(contract).toEqual([]);
      expect(event.properties).toMatchObject({ id: '17', total_price: '42.00' });
    });

    it('checks and fixes nothing at level off', async () => {
      const validated = await validating()(wrong(), 'off');
      expect(validated).toEqual({ eventName: 'Placed Order', event: wrong(), ...NOTHING });
    });
  });

  describe('on aliases', () => {
    it('leaves placeholders out and reports them, its own and those of the project', async () => {
      const aliases = ['urn:customer_id:guest', 'urn:a:b', 'urn:email:Shop@example.com'];
      const validate = validating({ placeholderAliases: [' SHOP@example.com '] });
      const { event, spec, contract } = await validate(rightEvent('Placed Order', { aliases }));
      expect(event.aliases).toEqual(['urn:a:b']);
      expect(rules(spec)).toEqual(['aliases[0] isNoPlaceholder', 'aliases[2] isNoPlaceholder']);
      expect(contract).toEqual([]);
    });

    it('trims them, and counts that', async () => {
      const aliases = [' urn:email:jane@example.com', 'urn:a:b c', 'urn:x:1\n'];
      const { event, spec, fixed } = await validating()(rightEvent('Placed Order', { aliases }));
      expect(event.aliases).toEqual(['urn:email:jane@example.com', 'urn:a:b c', 'urn:x:1']);
      expect({ spec, fixed }).toEqual({ spec: [], fixed: 2 });
    });

    it('finds the contract broken where none is left, and says why', async () => {
      const aliases = ['urn:customer_id:guest', ' urn:a:null '];
      const event = rightEvent('Placed Order', { aliases, event_id: '' });
      const { contract, spec, error } = await validating()(event);
      const reasons = ['aliases[0] isNoPlaceholder', 'aliases[1] isNoPlaceholder'];
      expect(rules(spec)).toEqual(reasons);
      const broken = ['event_id isNonEmptyString', 'aliases arrayMinSize'];
      expect(rules(contract)).toEqual([...broken, ...reasons]);
      expect(error?.violations).toEqual(contract);
    });

    const others = [7, '', 5n, ' ', NaN, () => 1, Symbol('x'), null, undefined, { toString: 'x' }];

    it.each(VALIDATION_MODES)(
      'leaves out what is no string, and reports it by its place, with %s',
      async (mode) => {
        const given = { ...rightEvent(), aliases: ['urn:a:b', ...others, ' urn:c:d'] };
        const { contract, spec, event, error } = await validating()(given, mode);
        expect(contract).toEqual([]);
        const places = others.map((_, at) => `aliases[${at + 1}] isNonEmptyString`);
        expect(rules(spec)).toEqual(places);
        expect(event.aliases).toEqual(['urn:a:b', mode === 'off' ? ' urn:c:d' : 'urn:c:d']);
        expect(error?.violations).toEqual(mode === 'strict' ? spec : undefined);
      },
    );

    it.each(VALIDATION_MODES)(
      'sends no event of which none remains, and says which were left out, with %s',
      async (mode) => {
        const ofArray = await validating()({ ...rightEvent(), aliases: [7] }, mode);
        expect(ofArray.error?.message).toMatch(
          /^Event "Placed Order" breaks .*\n {2}- aliases \(arrayMinSize\).*\n {2}- aliases\[0\] \(isNonEmptyString\): received a number/,
        );
        const made = aliases().email(7).customerId('guest').customerId('new');
        const ofBuilder = await validating()({ ...rightEvent(), aliases: made }, mode);
        expect(ofBuilder.error?.message).toContain(
          'aliases (isAlias): received email (invalid), customer_id (placeholder); aliases() left them out',
        );
      },
    );

    it('counts only those that are sent', async () => {
      const aliases = Array.from({ length: 10 }, (_, index) => `urn:a:${index + 1}`);
      const event = rightEvent('Placed Order', { aliases: ['urn:a:guest', ...aliases] });
      expect(await validating()(event)).toMatchObject({ contract: [], event: { aliases } });
    });

    it('leaves them as they are at level off', async () => {
      const event = rightEvent('Placed Order', { aliases: ['urn:customer_id:guest', ' x '] });
      const validated = await validating()(event, 'off');
      expect(validated).toEqual({ eventName: 'Placed Order', event, ...NOTHING });
    });

    it('reports a suspicion beside the spec, and keeps nothing back for it', async () => {
      const validate = validating();
      await validate(rightEvent('Started Subscription', { event_id: 'x' }));
      const again = await validate(rightEvent('Placed Order', { event_id: 'x' }), 'strict');
      expect(rules(again.suspicions)).toEqual(['event_id isUniqueEventId']);
      expect(again).toMatchObject({ contract: [], spec: [] });
    });
  });

  describe('with mirrorContactFields', () => {
    const validate = validating({ mirrorContactFields: true });
    const mirrored = async (properties: object, profile_properties: object) => {
      const { event } = await validate({ ...rightEvent(), properties, profile_properties });
      return [event.properties, event.profile_properties];
    };

    it('gives each contact field to the other object', async () => {
      const all = rightEvent().profile_properties;
      expect(Object.keys(all)).toHaveLength(8);
      expect(await mirrored({ id: '1' }, all)).toEqual([{ id: '1', ...all }, all]);
      expect(await mirrored({ id: '1', ...all }, { vip: true })).toEqual([
        { id: '1', ...all },
        { vip: true, ...all },
      ]);
    });

    it.each<[string, object, object, object, object]>([
      [
        'lets both keep what they have',
        { $city: 'Ghent' },
        { $city: 'Bruges', $state: 'WV' },
        { $city: 'Ghent', $state: 'WV' },
        { $city: 'Bruges', $state: 'WV' },
      ],
      [
        'leaves all other fields where they are, those with a dollar sign too',
        { id: '1', $is_new_customer: true, $sales_channel_type: 'web' },
        { $ip: '192.0.2.1', $consent: { analytics: 'granted' }, vip: true },
        { id: '1', $is_new_customer: true, $sales_channel_type: 'web' },
        { $ip: '192.0.2.1', $consent: { analytics: 'granted' }, vip: true },
      ],
      [
        'does not take a blank for a value, and trims',
        { $city: ' Ghent ', $state: ' ' },
        { $city: '\t', $state: ' ' },
        { $city: 'Ghent' },
        { $city: 'Ghent' },
      ],
    ])('%s', async (_what, properties, profile, ...expected) => {
      expect(await mirrored(properties, profile)).toEqual(expected);
    });

    it.each(VALIDATION_MODES)('gives the fields to both objects at level %s', async (mode) => {
      const event = rightEvent('Placed Order', { profile_properties: {} });
      const { event: sent, spec } = await validate(event, mode);
      expect(sent.profile_properties).toEqual(rightEvent().profile_properties);
      expect(spec).toEqual([]);
    });
  });

  describe("with the project's own events", () => {
    it.each([true, false])('asks a schema that answers later: %j', async (isLater) => {
      const minutes = z
        .int('give whole minutes')
        .refine(() => (isLater ? Promise.resolve(true) : true));
      const validate = validating({ events: { 'Booked Fitting': z.object({ minutes }) } });
      const fitting = (properties: Record<string, unknown>) =>
        rightEvent('Placed Order', { event_name: 'Booked Fitting', properties });
      expect(await validate(fitting({ minutes: 30, note: 'x' }))).toEqual({
        eventName: 'Booked Fitting',
        event: fitting({ minutes: 30, note: 'x' }),
        ...NOTHING,
      });
      const { spec, event } = await validate(fitting({ minutes: '30', $email: 'jane@' }));
      expect(spec).toEqual([
        expect.objectContaining({ path: 'properties.$email', rule: 'isEmail' }),
        expect.objectContaining({ path: 'properties.minutes', advice: 'give whole minutes' }),
      ]);
      expect(event.properties).toEqual({ minutes: '30', $email: 'jane@' });
      expect(await validate(fitting({ minutes: '30' }), 'off')).toMatchObject({ spec: [] });
    });

    it('asks it for an event of the spec, besides the spec', async () => {
      const events = { 'Placed Order': z.object({ warehouse: z.string() }) };
      const { spec } = await validating({ events })(withProperties({ currency: 'euro' }));
      const found = ['properties.currency isCurrency', 'properties.warehouse schema'];
      expect(rules(spec)).toEqual(found);
    });

    it('asks no schema for a name that objects inherit', async () => {
      const event = { ...rightEvent(), event_name: 'toString', properties: {} };
      expect((await validating()(event)).spec).toEqual([]);
    });

    it.each([
      ['throws', () => raise()],
      ['rejects', async () => Promise.resolve().then(raise)],
      ['answers nothing', () => undefined],
      ['answers nothing later', async () => Promise.resolve(undefined)],
      ['answers with issues that are none', () => ({ issues: 7 })],
    ])('reports a schema that %s, without what it threw', async (_what, answer) => {
      const schema = { '~standard': { version: 1, vendor: 'x', validate: answer } } as any;
      const validate = validating({ events: { 'Placed Order': schema } });
      const { spec, event } = await validate(rightEvent());
      expect(rules(spec)).toEqual(['properties schema']);
      expect(spec[0]?.advice).toContain('threw an error');
      expect(JSON.stringify(spec)).not.toContain('secret');
      expect(event).toEqual(rightEvent());
    });
  });
});

function raise(): never {
  throw new Error('secret');
}
