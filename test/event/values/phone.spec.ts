import { describe, expect, it } from '@jest/globals';
import { getCountries, getExampleNumber } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { isPhoneNumber } from '../../../lib/event/spec/field.js';
import { phone } from '../../../lib/event/values/contact.js';

describe('phone', () => {
  it.each([
    ['+44 (0)20 7946 0958', undefined, '+442079460958'],
    ['+49-30-123456', undefined, '+4930123456'],
    ['+1 (917) 123-4567', 'DE', '+19171234567'],
    [' 030 12345678\n', 'DE', '+493012345678'],
    ['030 12345678', ' de ', '+493012345678'],
    ['(0)30/12345678', 'DE', '+493012345678'],
    ['0049 30 12345678', 'DE', '+493012345678'],
    ['011 49 30 12345678', 'US', '+493012345678'],
    ['4930 12345678', 'DE', '+493012345678'],
    ['(206) 555-4112', 'US', '+12065554112'],
    ['206.555.4112', 'US', '+12065554112'],
    ['+1 206 555 4112 ext. 5', undefined, '+12065554112'],
    ['06 1234 5678', 'IT', '+390612345678'],
    ['31 12 34 56', 'DK', '+4531123456'],
    ['０３−１２３４−５６７８', 'JP', '+81312345678'],
  ])('of %p in %p is %p', (number, country, result) => {
    expect(phone(number, country)).toBe(result);
  });

  it.each([
    ['a number without a country', '030 12345678', undefined],
    ['a country that does not exist', '030 12345678', 'XX'],
    ['the name of a country', '030 12345678', 'Germany'],
    ['a country without numbers', '030 12345678', 'AQ'],
    ['a property of objects as a country', '030 12345678', '__proto__'],
    ['an unknown country code', '+999 123456789', undefined],
    ['a number of another country', '0049 30 12345678', 'US'],
    ['too short a number', '5551234', 'US'],
    ['too long a number', '+49 30 12345678901234', undefined],
    ['an emergency number', '112', 'DE'],
    ['fewer digits than the check takes', '+49 3012', undefined],
    ['letters', '1-800-FLOWERS', 'US'],
    ['text around a number', 'call 030 12345678', 'DE'],
    ['two numbers', '030 12345678 or 040 12345678', 'DE'],
    ['two plus signs', '++49 30 12345678', 'DE'],
    ['a country', 'Brazil', 'BR'],
    ['a dash', '-', 'DE'],
    ['an empty string', '', 'DE'],
    ['null', null, 'DE'],
    ['undefined', undefined, 'DE'],
    ['a number that is no text', 3012345678 as never, 'DE'],
  ])('of %s is not known', (_what, number, country) => {
    expect(phone(number, country)).toBeUndefined();
  });

  const countries = getCountries(metadata);

  it('knows the numbers of every country, in a form that the check takes', () => {
    const wrong = countries.filter((country) => {
      const example = getExampleNumber(country, examples, metadata)!;
      const made = [phone(example.number), phone(example.formatNational(), country)];
      return made.some((number) => number !== example.number || !isPhoneNumber(number));
    });
    expect(countries.length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });
});
