import { describe, expect, it } from '@jest/globals';
import { LRUCache } from 'lru-cache';
import type { ConvergeEventDto } from '../../lib/index.js';
import { IdentityWatch } from '../../lib/event/event-validator.js';
import { rightEvent, type SentEvent } from '../fixtures/right-events.js';

let orders = 0;

interface Change {
  readonly name?: SentEvent;
  readonly id?: string;
  readonly email?: unknown;
  readonly aliases?: string[];
  readonly isNew?: unknown;
}

function event({ name, id, email, aliases, isNew = false }: Change = {}): ConvergeEventDto {
  const number = ++orders;
  const $email = email ?? `customer${number}@example.com`;
  return rightEvent(name, {
    event_id: id ?? `order-${number}`,
    properties: { $email, $is_new_customer: isNew },
    profile_properties: { $email },
    aliases: aliases ?? [`urn:email:${String($email)}`],
  });
}

function watching() {
  const watch = new IdentityWatch();
  return (change: Change) =>
    watch.look(event(change)).suspicions.map(({ path, rule }) => `${path} ${rule}`);
}

const memoriesOf = (watch: IdentityWatch) =>
  Object.values(watch).filter((value) => value instanceof LRUCache);

describe('IdentityWatch', () => {
  it('suspects an alias from the fourth email on, which is when a person seldom has another', () => {
    const look = watching();
    const aliases = ['urn:email:shop@example.com', 'urn:customer_id:1'];
    const found = Array.from({ length: 5 }, () => look({ aliases: [aliases[0]!] }));
    const suspicion = ['aliases[0] isNotShared'];
    expect(found).toEqual([[], [], [], suspicion, suspicion]);
    expect(look({ aliases })).toEqual(suspicion);
  });

  it('counts one email once, however it is written', () => {
    const look = watching();
    for (const email of ['a@x.de', 'A@x.de', ' a@X.de ', 'b@x.de', 'a@x.de', 'c@x.de', 'B@X.DE']) {
      expect(look({ email, aliases: ['urn:customer_id:1'] })).toEqual([]);
    }
  });

  it('takes the email of either object, and has no opinion where there is none', () => {
    const watch = new IdentityWatch();
    const aliases = ['urn:till:1'];
    for (let number = 0; number < 9; number++) {
      for (const email of [7, null, undefined, ['a@x.de'], {}]) {
        const unknown = event({ aliases });
        unknown.properties = {};
        unknown.profile_properties = { $email: email };
        expect(watch.look(unknown).suspicions).toEqual([]);
      }
    }
    const inProfile = () => ({ ...event({ aliases }), properties: {} });
    const found = Array.from({ length: 4 }, () => watch.look(inProfile()).suspicions.length);
    expect(found).toEqual([0, 0, 0, 1]);
  });

  it('suspects a second first purchase of the same email', () => {
    const look = watching();
    const email = 'jane@example.com';
    expect(look({ email, isNew: true, id: 'a' })).toEqual([]);
    expect(look({ email, isNew: true, id: 'a' })).toEqual([]);
    expect(look({ email, isNew: false, id: 'b' })).toEqual([]);
    expect(look({ email, isNew: 'true', id: 'c' })).toEqual([]);
    expect(look({ email, isNew: true, id: 'd', name: 'Started Subscription' })).toEqual([]);
    expect(look({ email: 'John@example.com', isNew: true, id: 'e' })).toEqual([]);
    expect(look({ email: 'Jane@Example.com', isNew: true, id: 'f' })).toEqual([
      'properties.$is_new_customer isFirstPurchase',
    ]);
  });

  it('suspects an id that serves two kinds of event, and names the other one', () => {
    const watch = new IdentityWatch();
    const email = 'jane@example.com';
    const look = (name: SentEvent) => watch.look(event({ email, id: 'x', name })).suspicions;
    expect(look('Started Subscription')).toEqual([]);
    expect(look('Started Subscription')).toEqual([]);
    expect(look('Cancelled Subscription')).toEqual([
      expect.objectContaining({
        path: 'event_id',
        rule: 'isUniqueEventId',
        received: 'the id of an event "Started Subscription"',
      }),
    ]);
  });

  it('has no suspicion about a thousand customers, each with several orders', () => {
    const look = watching();
    for (let number = 0; number < 3_000; number++) {
      const customer = number % 1_000;
      const email = `c${customer}@example.com`;
      const aliases = [`urn:email:${email}`, `urn:customer_id:${customer}`, `urn:cart:${number}`];
      expect(look({ email, aliases, isNew: number < 1_000 })).toEqual([]);
    }
  });

  it('forgets what is long ago, so that it never grows without end', () => {
    const watch = new IdentityWatch();
    for (let number = 0; number < 25_000; number++) watch.look(event({ isNew: true }));
    const memories = memoriesOf(watch);
    expect(memories).toHaveLength(3);
    for (const memory of memories) expect(memory.size).toBe(10_000);
  });

  it('remembers no very long text', () => {
    const watch = new IdentityWatch();
    const long = 'x'.repeat(1_000);
    for (let number = 0; number < 5; number++) {
      const aliases = [`urn:cart:${long}`];
      watch.look(event({ id: `${number}${long}`, email: `a@b.c`, aliases, isNew: true }));
      watch.look(event({ email: `${number}${long}`, aliases, isNew: true }));
    }
    const remembered = memoriesOf(watch).flatMap((memory) => [...memory.entries()]);
    expect(remembered.length).toBeGreaterThan(0);
    expect(JSON.stringify(remembered)).not.toContain(long);
  });

  it('names no value', () => {
    const watch = new IdentityWatch();
    const change = { aliases: ['urn:customer_id:secret'], isNew: true, id: 'secret-id' };
    const found = Array.from({ length: 6 }, () => watch.look(event(change)).suspicions);
    expect(found.flat().length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toMatch(/secret|example\.com/);
  });
});
