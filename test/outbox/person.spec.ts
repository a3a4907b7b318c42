import { describe, expect, it } from '@jest/globals';
import { recognise } from '../../lib/outbox/person.js';

const has = (alias: string, event: unknown) => recognise(alias)(JSON.stringify(event));

describe('recognise', () => {
  it.each([
    ['urn:email:jane@example.com', { aliases: ['urn:email:Jane@Example.com'] }],
    ['urn:email:jos\u00e9@example.com', { aliases: ['urn:email:jose\u0301@example.com'] }],
    ['urn:customer_id:Ab7', { aliases: ['urn:x:1', 'urn:customer_id:Ab7 '] }],
    ['urn:customer_id:Ab7', { aliases: 'urn:customer_id:Ab7' }],
    ['urn:email:jane@example.com', { properties: { $email: 'JANE@EXAMPLE.COM' } }],
    ['urn:phone_number:+43 1 2', { profile_properties: { $phone_number: '+4312' } }],
    ['without urn', { aliases: ['without urn'] }],
  ])('knows the person of %s in %j', (alias, event) => {
    expect(has(alias, event)).toBe(true);
  });

  it.each([
    ['urn:customer_id:Ab7', { aliases: ['urn:customer_id:aB7'] }],
    ['urn:customer_id:7', { aliases: ['urn:user_id:7', 'urn:customer_id:77', 7, null] }],
    ['urn:customer_id:7', { properties: { $email: '7' } }],
    ['urn:email:jane@example.com', { properties: { friend: 'jane@example.com', $email: null } }],
    ['urn:email:undefined', { aliases: [], properties: {} }],
    ['urn:phone:none', { aliases: ['urn:phone:no'] }],
    ['urn:email:jane@example.com', null],
    ['urn:email:jane@example.com', 'jane'],
  ])('does not take for the person of %s the one in %j', (alias, event) => {
    expect(has(alias, event)).toBe(false);
  });

  it('searches the text of a damaged event', () => {
    expect(recognise('urn:email:jane@example.com')('{"aliases":["urn:email:JANE@example.com')).toBe(
      true,
    );
    expect(recognise('urn:email:jane@example.com')('{"aliases":')).toBe(false);
  });
});
