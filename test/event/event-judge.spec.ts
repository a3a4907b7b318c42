import { describe, expect, it } from '@jest/globals';
import { IsInt } from 'class-validator';
import * as v from 'valibot';
import { z } from 'zod';
import type { ConvergeEventDto, ValidationMode, Violation } from '../../lib/index.js';
import { EventJudge, VALIDATION_MODES, type JudgeSettings } from '../../lib/event/event-judge.js';
import { prepareEvent } from '../../lib/event/prepare-event.js';
import { rightEvent, SENT_EVENTS, withProperties } from '../fixtures/right-events.js';

const NOW = new Date('2025-01-02T03:04:05.678Z');

function judging(settings: Partial<JudgeSettings> = {}) {
  const judge = new EventJudge({
    events: {},
    dummyAliases: [],
    mirrorContactFields: false,
    ...settings,
  });
  return async (event: unknown, mode: ValidationMode = 'warn') => {
    const { body, ...rest } = await judge.judge(prepareEvent(event, NOW), mode);
    return { event: JSON.parse(body) as ConvergeEventDto, ...rest };
  };
}

const rules = (violations: readonly Violation[]) =>
  violations.map(({ path, rule }) => `${path} ${rule}`);

const NOTHING = { contract: [], spec: [], suspicions: [], repairs: 0 };

describe('EventJudge', () => {
  it.each(SENT_EVENTS)('sends a right %s as it is, whatever the level', async (name) => {
    for (const mode of VALIDATION_MODES) {
      expect(await judging()(rightEvent(name), mode)).toEqual({
        event: rightEvent(name),
        ...NOTHING,
      });
    }
  });

  it('leaves dummies out of what breaks the contract, too', async () => {
    const aliases = ['urn:customer_id:guest', 'urn:email:jane@example.com'];
    const wrong = { ...rightEvent('Placed Order'), aliases, timestamp: 'yesterday' };
    const { event, contract } = await judging()(wrong);
    expect(rules(contract)).toEqual(['timestamp isEventTime']);
    expect(event.aliases).toEqual(['urn:email:jane@example.com']);
  });

  it('counts the nulls and empty strings that were left out', async () => {
    const event = withProperties({ coupon: null, $city: '' });
    expect((await judging()(event)).repairs).toBe(2);
  });

  it('answers at once where no schema has to wait', () => {
    const settings = { events: {}, dummyAliases: [], mirrorContactFields: true };
    const judgement = new EventJudge(settings).judge(prepareEvent(rightEvent(), NOW), 'strict');
    expect(judgement).not.toBeInstanceOf(Promise);
  });

  describe('on violations of the contract', () => {
    it.each(VALIDATION_MODES)('finds them at level %s, and nothing else', async (mode) => {
      const event = { ...withProperties({ total_price: NaN, currency: 'x' }), event_id: '' };
      const { contract, ...rest } = await judging()(event, mode);
      expect(rules(contract)).toEqual([
        'properties.total_price isFiniteNumber',
        'event_id isNonEmptyString',
      ]);
      expect(rest).toMatchObject({ spec: [], suspicions: [], repairs: 0 });
    });

    it.each(['$page_load', 'New Customer Order'])('refuses %s', async (event_name) => {
      const { contract } = await judging()({ ...rightEvent(), event_name });
      expect(rules(contract)).toEqual(['event_name isSentByServers']);
    });

    it.each([undefined, null, 7, 'x', [], new Map()])('takes %p for no event', async (value) => {
      const { contract } = await judging()(value);
      expect(contract).toHaveLength(1);
    });
  });

  describe('on violations of the spec', () => {
    const wrong = () => withProperties({ total_price: '42.00', id: 17, $city: ' ' });

    it.each(['warn', 'strict'] as const)('mends and checks at level %s', async (mode) => {
      const { event, spec, repairs, contract } = await judging()(wrong(), mode);
      expect(rules(spec)).toEqual(['properties.total_price isNumber']);
      expect(repairs).toBe(2);
      expect(contract).toEqual([]);
      expect(event.properties).toMatchObject({ id: '17', total_price: '42.00' });
    });

    it('does not look at level off, and mends nothing', async () => {
      const { event, ...rest } = await judging()(wrong(), 'off');
      expect(event).toEqual(wrong());
      expect(rest).toEqual(NOTHING);
    });

    it('takes what is nothing for nothing: undefined, null, empty and blank', async () => {
      for (const nothing of [undefined, null, '', ' ', '\n']) {
        const optional = { $state: nothing, variant_id: nothing, $sales_channel_type: nothing };
        const event = rightEvent();
        Object.assign(event.properties, optional, { items: null });
        const { spec } = await judging()(event, 'strict');
        expect({ nothing, spec }).toEqual({ nothing, spec: [] });
        const { spec: required } = await judging()(withProperties({ $email: nothing }), 'strict');
        expect(rules(required)).toEqual(['properties.$email isRequired']);
      }
    });

    it('leaves entries of lists out that are nothing', async () => {
      const [item] = rightEvent().properties['items'] as object[];
      const event = withProperties({ items: [null, item, undefined], coupon: ['A', '', null] });
      const { event: sent, spec } = await judging()(event, 'strict');
      expect(spec).toEqual([]);
      expect(sent.properties).toMatchObject({ items: [item], coupon: ['A'] });
    });

    it('judges custom events with odd names and keys by their own', async () => {
      const properties = JSON.parse('{"__proto__":{"price":"7"},"constructor":{"a":1},"ключ":"x"}');
      for (const event_name of ['constructor', 'toString', '__proto__', '予約']) {
        const { event, spec } = await judging()({ ...rightEvent(), event_name, properties });
        expect(spec).toEqual([]);
        expect(JSON.stringify(event.properties)).toBe(JSON.stringify(properties));
      }
    });
  });

  describe('on aliases', () => {
    it('leaves dummies out and tells of them, its own and those of the project', async () => {
      const aliases = ['urn:customer_id:guest', 'urn:a:b', 'urn:email:Shop@example.com'];
      const judge = judging({ dummyAliases: [' SHOP@example.com '] });
      const { event, spec, contract } = await judge(rightEvent('Placed Order', { aliases }));
      expect(event.aliases).toEqual(['urn:a:b']);
      expect(rules(spec)).toEqual(['aliases[0] isOwnAlias', 'aliases[2] isOwnAlias']);
      expect(contract).toEqual([]);
    });

    it('finds the contract broken where none is left', async () => {
      const event = rightEvent('Placed Order', { aliases: ['urn:customer_id:guest'] });
      const { contract, spec } = await judging()(event);
      expect(rules(contract)).toEqual(['aliases arrayMinSize']);
      expect(rules(spec)).toEqual(['aliases[0] isOwnAlias']);
    });

    it('tells of a suspicion beside the spec, and keeps nothing back for it', async () => {
      const judge = judging();
      await judge(rightEvent('Started Subscription', { event_id: 'x' }));
      const again = await judge(rightEvent('Placed Order', { event_id: 'x' }), 'strict');
      expect(rules(again.suspicions)).toEqual(['event_id isOwnEventId']);
      expect(again).toMatchObject({ contract: [], spec: [] });
    });
  });

  describe('with mirrorContactFields', () => {
    const judge = judging({ mirrorContactFields: true });

    it.each(VALIDATION_MODES)('gives the fields to both objects at level %s', async (mode) => {
      const event = rightEvent('Placed Order', { profile_properties: {} });
      const { event: sent, spec } = await judge(event, mode);
      expect(sent.profile_properties).toEqual(rightEvent().profile_properties);
      expect(spec).toEqual([]);
    });

    it('does not take a blank for a value', async () => {
      const { event, spec } = await judge(withProperties({ $email: ' ', $city: '' }), 'strict');
      expect(event.properties).toMatchObject({ $email: 'jane@example.com', $city: 'New York' });
      expect(spec).toEqual([]);
    });
  });

  describe("with the project's own events", () => {
    class FittingDto {
      @IsInt({ message: 'give whole minutes' })
      minutes!: number;
    }
    const message = 'give whole minutes';
    const zodLater = z.object({
      minutes: z.int(message).refine(async () => Promise.resolve(true)),
    });
    const valibotLater = v.objectAsync({
      minutes: v.pipeAsync(
        v.number(message),
        v.checkAsync(async () => Promise.resolve(true)),
      ),
    });
    const SCHEMAS = {
      'a class': FittingDto,
      zod: z.object({ minutes: z.int(message) }),
      valibot: v.object({ minutes: v.pipe(v.number(message), v.integer(message)) }),
      'zod, later': zodLater,
      'valibot, later': valibotLater,
    };

    it.each(Object.entries(SCHEMAS))('asks %s', async (_name, schema) => {
      const judge = judging({ events: { 'Booked Fitting': schema } });
      const fitting = (properties: Record<string, unknown>) =>
        rightEvent('Placed Order', { event_name: 'Booked Fitting', properties });
      expect(await judge(fitting({ minutes: 30, note: 'x' }))).toEqual({
        event: fitting({ minutes: 30, note: 'x' }),
        ...NOTHING,
      });
      const { spec, event } = await judge(fitting({ minutes: '30', $email: 'jane@' }));
      expect(spec).toEqual([
        expect.objectContaining({ path: 'properties.$email', rule: 'isEmail' }),
        expect.objectContaining({ path: 'properties.minutes', advice: message }),
      ]);
      expect(event.properties).toEqual({ minutes: '30', $email: 'jane@' });
      expect(await judge(fitting({ minutes: '30' }), 'off')).toMatchObject({ spec: [] });
    });

    it('asks it for an event of the spec, besides the spec', async () => {
      const events = { 'Placed Order': z.object({ warehouse: z.string() }) };
      const { spec } = await judging({ events })(withProperties({ currency: 'euro' }));
      expect(rules(spec)).toEqual([
        'properties.currency isCurrency',
        'properties.warehouse schema',
      ]);
    });

    it('takes a registered name as it is, however it resembles one of the spec', async () => {
      const named = { ...rightEvent(), event_name: 'Place Order' };
      const judge = judging({ events: { 'Place Order': z.object({}) } });
      expect((await judge(named)).spec).toEqual([]);
      expect(rules((await judging()(named)).spec)).toEqual(['event_name isEventName']);
    });

    it('asks no schema for a name that objects inherit', async () => {
      const event = { ...rightEvent(), event_name: 'toString', properties: {} };
      expect((await judging()(event)).spec).toEqual([]);
    });

    it.each([
      ['throws', () => raise()],
      ['rejects', async () => Promise.resolve().then(raise)],
      ['answers nothing', () => undefined],
      ['answers nothing later', async () => Promise.resolve(undefined)],
      ['answers with issues that are none', () => ({ issues: 7 })],
    ])('tells of a schema that %s, without what it threw', async (_what, validate) => {
      const schema = { '~standard': { version: 1, vendor: 'x', validate } } as any;
      const { spec, event } = await judging({ events: { 'Placed Order': schema } })(rightEvent());
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
