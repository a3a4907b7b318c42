import { describe, expect, it } from '@jest/globals';
import { aliases, type ConvergeEvent } from '../../lib/index.js';
import { checkDraft } from '../../lib/event/contract.js';
import {
  copyEnrichment,
  createDraft,
  enrichDraft,
  type EventDraft,
} from '../../lib/event/event-draft.js';
import { ViolationList } from '../../lib/event/violation.js';
import { orderEvent } from '../utils/events.js';

const NOW = new Date('2025-01-02T03:04:05.678Z');

function raise(): never {
  throw new Error('secret');
}

/** What breaks the contract in a draft. */
const broken = (draft: EventDraft) =>
  checkDraft(draft)
    .toArray()
    .map(({ path, rule }) => `${path} ${rule}`);

function draftOf(properties: unknown) {
  const { event, violations } = createDraft(orderEvent({ properties }), NOW);
  return {
    properties: (event as ConvergeEvent).properties,
    violations: violations
      .toArray()
      .map((found) => `${found.path} ${found.rule}: ${found.received}`),
  };
}

describe('createDraft', () => {
  it('keeps what is right as it is', () => {
    expect(createDraft(orderEvent(), NOW)).toEqual({
      event: orderEvent(),
      violations: new ViolationList(),
      droppedAliases: [],
      fixed: 0,
    });
  });

  it('takes a copy, which later changes do not reach', () => {
    const given = orderEvent({ properties: { items: [{ sku: 'a' }] }, aliases: ['urn:a:b'] });
    const { event } = createDraft(given, NOW);
    (given.properties as any).items[0].sku = 'b';
    (given.aliases as string[]).push('urn:c:d');
    expect(event).toMatchObject({ properties: { items: [{ sku: 'a' }] }, aliases: ['urn:a:b'] });
  });

  it('leaves undefined, null and empty strings out of both objects, at every depth', () => {
    const f = { g: null, h: ['', 'x', null] };
    const untidy = { a: undefined, b: null, c: '', d: 0, e: false, f };
    const event = orderEvent({ properties: untidy, profile_properties: { ...untidy } });
    const { properties, profile_properties } = createDraft(event, NOW).event as ConvergeEvent;
    expect(properties).toEqual({ d: 0, e: false, f: { h: ['x'] } });
    expect(profile_properties).toEqual(properties);
  });

  it('never changes what it was given', () => {
    const properties = Object.freeze({ a: null, list: Object.freeze(['', 1]) });
    draftOf(properties);
    expect(properties).toEqual({ a: null, list: ['', 1] });
  });

  it('writes dates as ISO 8601, and the time of an event that has none', () => {
    expect(draftOf({ at: NOW }).properties).toEqual({ at: '2025-01-02T03:04:05.678Z' });
    const timeOf = (timestamp: unknown) =>
      (createDraft(orderEvent({ timestamp }), NOW).event as ConvergeEvent).timestamp;
    expect(timeOf(undefined)).toBe('2025-01-02T03:04:05.678Z');
    expect(timeOf(null)).toBe('2025-01-02T03:04:05.678Z');
    expect(timeOf(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(timeOf(1725312229)).toBe(1725312229);
  });

  it('takes class instances, toJSON() and boxed values as JSON does', () => {
    class Line {
      constructor(readonly price: number) {}
      get double() {
        return this.price * 2;
      }
    }
    const decimal = { toJSON: (key: string) => `9.99 ${key}` };
    const url = new URL('https://a.example/b');
    const input = { line: new Line(3), decimal, boxed: new Number(4), url };
    const properties = JSON.parse(JSON.stringify(input));
    expect(draftOf(input)).toEqual({ properties, violations: [] });
  });

  it('makes strings of numbers and BigInts where the spec has an id', () => {
    const given = { id: 12n, items: [{ product_id: 34n, sku: 'a' }], other: { id: 5 } };
    expect(draftOf(given)).toEqual({
      properties: { id: '12', items: [{ product_id: '34', sku: 'a' }], other: { id: 5 } },
      violations: [],
    });
    for (const [event_id, sent] of [
      [7, '7'],
      [9007199254740993n, '9007199254740993'],
      ['8', '8'],
    ]) {
      const draft = createDraft(orderEvent({ event_id }), NOW);
      expect(draft.event).toMatchObject({ event_id: sent });
      expect(draft.fixed).toBe(typeof event_id === 'string' ? 0 : 1);
      expect(checkDraft(draft).isEmpty).toBe(true);
    }
    // It has lost its last digits already.
    const unsafe = createDraft(orderEvent({ event_id: 2 ** 53 }), NOW);
    expect(checkDraft(unsafe).toArray()[0]).toMatchObject({ path: 'event_id' });
  });

  it('does not take an own __proto__ for the prototype', () => {
    const properties = JSON.parse('{"__proto__":{"x":1}}');
    const { event } = createDraft(orderEvent({ properties }), NOW);
    expect(JSON.stringify(event)).toContain('"properties":{"__proto__":{"x":1}}');
    const { event_id: _, ...rest } = orderEvent();
    const hostile = JSON.parse(`{"__proto__":{"event_id":"1"},${JSON.stringify(rest).slice(1)}`);
    expect(broken(createDraft(hostile, NOW))).toEqual([
      'event_id isNonEmptyString',
      '__proto__ isDocumentedKey',
    ]);
  });

  it('names what JSON cannot carry, by path', () => {
    const cycle: Record<string, unknown> = { name: 'x' };
    cycle['self'] = { back: cycle };
    const { properties, violations } = draftOf({
      nan: NaN,
      infinity: [1, -Infinity],
      big: 10n,
      handler: () => 1,
      symbol: Symbol('s'),
      map: new Map(),
      set: new Set([1]),
      promise: Promise.resolve(1),
      regexp: /x/,
      error: new Error('secret'),
      bytes: new Uint8Array(2),
      date: new Date(NaN),
      'odd key': NaN,
      'odd-key': NaN,
      cycle,
      fine: 1,
    });
    expect(violations).toEqual([
      'properties.nan isFiniteNumber: NaN',
      'properties.infinity[1] isFiniteNumber: -Infinity',
      'properties.big isJson: a BigInt',
      'properties.handler isJson: a function',
      'properties.symbol isJson: a symbol',
      'properties.map isJson: a Map',
      'properties.set isJson: a Set',
      'properties.promise isJson: a Promise',
      'properties.regexp isJson: a RegExp',
      'properties.error isJson: an Error',
      'properties.bytes isJson: a binary buffer',
      'properties.date isJson: an invalid Date',
      'properties[a key of length 7] isFiniteNumber: NaN',
      'properties["odd-key"] isFiniteNumber: NaN',
      'properties.cycle.self.back isAcyclic: an object',
    ]);
    expect(properties).toEqual({ infinity: [1], cycle: { name: 'x', self: {} }, fine: 1 });
  });

  it('is not stopped by getters, proxies and depth', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level++) deep = { deep };
    const hostile = Object.defineProperty({}, 'price', { get: raise, enumerable: true });
    const proxy = new Proxy({}, { ownKeys: raise });
    const { violations } = draftOf({ deep, list: [hostile], proxy });
    expect(violations.map((line) => line.replace(/(\.deep)+…/, '.deep'))).toEqual([
      'properties.deep isJson: an object',
      'properties.list[0] isReadable: an object',
      'properties.proxy isReadable: an object',
    ]);
  });

  it('takes an object or array that is its own JSON as JSON.stringify does', () => {
    const own = { id: 1, toJSON: () => own };
    const list = Object.assign([1, 2], { toJSON: () => list });
    const other = Object.assign([1], { toJSON: () => 'other' });
    const given = { own, list, other };
    const properties = JSON.parse(JSON.stringify(given));
    expect(draftOf(given)).toEqual({ properties, violations: [] });
    const parent: Record<string, unknown> = { child: { toJSON: () => parent } };
    expect(draftOf(parent).violations).toEqual(['properties.child isAcyclic: an object']);
  });

  it.each([
    [
      'references that are shared in 2^40 ways',
      Array.from({ length: 40 }).reduce<unknown>((below) => ({ a: below, b: below }), 1),
    ],
    ['an array with 50 million holes', Array(5e7)],
    ['one long text in a thousand places', Array(1_000).fill('x'.repeat(1_000_000))],
  ])('stops at %s', (_what, value) => {
    const { violations, properties } = draftOf({ value });
    expect(violations).toEqual(['event isOfLimitedSize: more than 100000 values']);
    expect(JSON.stringify(properties).length).toBeLessThan(110_000_000);
  });

  it('puts twenty violations into words, and cuts long keys in their paths', () => {
    const long = 'k'.repeat(1_000_000);
    const many = { [long]: NaN, list: Array(99_000).fill(NaN), [`${long}2`]: { [long]: NaN } };
    const { violations } = draftOf(many);
    expect(violations).toHaveLength(21);
    expect(violations[0]).toBe('properties[a key of length 1000000] isFiniteNumber: NaN');
    expect(violations.at(-1)).toBe('event andMore: 98982 more violations');
    const oneMore = draftOf({ list: Array(21).fill(NaN) }).violations;
    expect(oneMore.at(-1)).toBe('event andMore: 1 more violation');
    const aliases = Array(90_000).fill({ a: 1 });
    const event = { ...orderEvent(), properties: many, aliases, [long]: 1 };
    const found = checkDraft(createDraft(event, NOW));
    expect(JSON.stringify(found.toArray()).length).toBeLessThan(5_000);
  });

  it('keeps the place of an alias that is nothing, and names it', () => {
    const draft = createDraft(orderEvent({ aliases: ['urn:a:b', undefined, null] }), NOW);
    expect(broken(draft)).toEqual(['aliases[1] isNonEmptyString', 'aliases[2] isNonEmptyString']);
  });

  it('takes an event that cannot be read for a violation', () => {
    const event = Object.defineProperty({}, 'event_name', { get: raise, enumerable: true });
    expect(createDraft(event, NOW).violations.toArray()).toEqual([
      expect.objectContaining({ path: 'event', rule: 'isReadable' }),
    ]);
  });

  it('accepts the same object twice, side by side', () => {
    const address = { city: 'Ghent' };
    const properties = { a: address, b: address };
    expect(draftOf(properties)).toEqual({ properties, violations: [] });
  });

  it.each([undefined, null, 7, 'x', [1]])('takes %p for an event without crashing', (value) => {
    const draft = createDraft(value, NOW);
    expect(broken(draft)).toEqual(['event isObject']);
  });
});

describe('checkDraft', () => {
  it('names one place once, by the cause', () => {
    const draft = createDraft(orderEvent({ properties: new Map(), aliases: [1n] }), NOW);
    expect(broken(draft)).toEqual(['properties isJson', 'aliases[0] isNonEmptyString']);
  });
});

describe('enrichDraft', () => {
  const enriched = (change: object, ...added: Parameters<typeof copyEnrichment>[0][]) => {
    const draft = createDraft(orderEvent(change), NOW);
    enrichDraft(draft, added.map(copyEnrichment));
    return { event: draft.event as ConvergeEvent & { properties: any }, draft };
  };

  it('lets later enrichments win over earlier ones, and the draft over all', () => {
    const { event } = enriched(
      { properties: { a: 'draft' }, profile_properties: { vip: true } },
      { properties: { a: 1, b: 1, c: 1 }, profile_properties: { vip: false, tier: 1 } },
      { properties: { b: 2, a: 2 }, profile_properties: { tier: 2 } },
    );
    expect(event.properties).toEqual({ a: 'draft', b: 2, c: 1 });
    expect(event.profile_properties).toEqual({ vip: true, tier: 2 });
  });

  it('leaves out what is empty before it is added, so that an earlier value stays', () => {
    const { event } = enriched(
      { properties: {} },
      { properties: { a: 1, at: NOW } },
      { properties: { a: null, b: '', c: undefined } },
    );
    expect(event.properties).toEqual({ a: 1, at: NOW.toISOString() });
  });

  it('adds aliases behind those that are there, each once, and ten at most', () => {
    const numbered = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `urn:a:${from + index}`);
    const add = (given: unknown, ...added: Iterable<string>[]) =>
      enriched({ aliases: given }, ...added.map((more) => ({ aliases: more }))).event.aliases;
    expect(add(['urn:a:1'], ['urn:a:2', 'urn:a:1'], aliases().email('a@b.example'))).toEqual([
      'urn:a:1',
      'urn:a:2',
      'urn:email:a@b.example',
    ]);
    expect(add(numbered(1, 8), numbered(9, 5))).toEqual(numbered(1, 10));
    expect(add(numbered(1, 12), ['urn:b:1'])).toEqual(numbered(1, 12));
    expect(add(undefined, 'urn:a:1')).toEqual(['urn:a:1']);
    expect(add(undefined, [])).toBeUndefined();
    expect(add('urn:a:1', ['urn:a:2'])).toBe('urn:a:1');
  });

  it('leaves what breaks the contract as it is, and reports what JSON cannot carry', () => {
    const { event, draft } = enriched({ properties: 7 }, { properties: { a: NaN, b: 1 } });
    expect(event.properties).toBe(7);
    expect(broken(draft)).toEqual(['properties.a isFiniteNumber']);
    const nothing = createDraft(null, NOW);
    enrichDraft(nothing, [copyEnrichment({ properties: { a: 1 } })]);
    expect(nothing.event).toBeNull();
  });

  it('takes a copy, and gives each draft one of its own', () => {
    const items = [{ sku: 1 }];
    const enrichment = copyEnrichment({ properties: { items } });
    items[0]!.sku = 2;
    const drafts = [1, 2].map(() => createDraft(orderEvent({ properties: {} }), NOW));
    for (const draft of drafts) enrichDraft(draft, [enrichment]);
    const [first, second] = drafts.map(({ event }) => (event as any).properties);
    first.items[0].sku = 3;
    expect(second).toEqual({ items: [{ sku: 1 }] });
  });

  it('does not take an own __proto__ for the prototype', () => {
    const properties = JSON.parse('{"__proto__":{"x":1}}');
    const { event } = enriched({ properties: {} }, { properties });
    expect(JSON.stringify(event.properties)).toBe('{"__proto__":{"x":1}}');
  });
});
