import { describe, expect, it } from '@jest/globals';
import { contact, type ContactRecord } from '../../../lib/event/values/contact.js';

const record = {
  email: ' Jane.Doe@Shop.Example ',
  phone: '030 12345678',
  firstName: ' Jane ',
  lastName: 'van der Doe',
  city: 'Köln ',
  country: 'Germany',
  state: 'Nordrhein-Westfalen',
  zipCode: ' 01067',
};

describe('contact()', () => {
  it('makes the contact fields of a record', () => {
    expect(contact(record)).toEqual({
      $email: 'jane.doe@shop.example',
      $phone_number: '+493012345678',
      $first_name: 'Jane',
      $last_name: 'van der Doe',
      $city: 'Köln',
      $country_code: 'DE',
      $state: 'Nordrhein-Westfalen',
      $zip_code: '01067',
    });
  });

  it.each<[string, ContactRecord | null | undefined]>([
    ['no record', undefined],
    ['null', null],
    ['an empty record', {}],
    ['a record of nulls', { email: null, phone: null, country: null, city: null, zipCode: null }],
    ['a record of blanks', { email: ' ', phone: '', firstName: '\t', country: ' ', state: '' }],
  ])('has no keys for %s', (_what, empty) => {
    expect(Object.keys(contact(empty, { defaultCountry: 'DE' }))).toEqual([]);
  });

  it('takes keys of the record only, and changes nothing of it', () => {
    const own = Object.freeze({ ...record, password: 'secret' });
    expect(JSON.stringify(contact(own))).not.toContain('secret');
    expect(own.email).toBe(' Jane.Doe@Shop.Example ');
  });

  it.each([
    ['the record’s country', 'Germany', 'US', '+493012345678'],
    ['the default country, if the record has none', undefined, 'DE', '+493012345678'],
    ['the default country, if the record’s is blank', ' ', 'de', '+493012345678'],
    ['no country, if the record’s is not understood', 'Germny', 'DE', undefined],
    ['no country, if there is none', undefined, undefined, undefined],
  ])('reads a phone number as one of %s', (_what, country, defaultCountry, number) => {
    expect(contact({ ...record, country }, { defaultCountry }).$phone_number).toBe(number);
  });

  it('does not make the default country the customer’s', () => {
    expect(contact({ city: 'Berlin' }, { defaultCountry: 'DE' })).toEqual({ $city: 'Berlin' });
  });

  it('leaves out a country and a phone number that it does not understand', () => {
    const { $country_code: _code, $phone_number: _phone, ...others } = contact(record);
    expect(contact({ ...record, country: 'Germny', phone: 'Brazil' })).toEqual(others);
  });

  it('leaves out an address whose columns have shifted', () => {
    const shifted = { ...record, city: '67', state: 'RJ', zipCode: 'Rio', country: '05454-876' };
    expect(contact({ ...shifted, phone: '+493012345678' })).toEqual({
      $email: 'jane.doe@shop.example',
      $phone_number: '+493012345678',
      $first_name: 'Jane',
      $last_name: 'van der Doe',
    });
  });

  it('keeps an invalid email, for the check to name it', () => {
    expect(contact({ email: ' Jane@ ' })).toEqual({ $email: 'jane@' });
  });

  it('has an email by type where the record has one', () => {
    const { $email }: { $email: string } = contact({ email: 'a@b.example' });
    expect($email).toBe('a@b.example');
    // @ts-expect-error without one in the record there may be none
    const missing: { $email: string } = contact({ email: undefined as string | undefined });
    expect(missing).toEqual({});
  });
});
