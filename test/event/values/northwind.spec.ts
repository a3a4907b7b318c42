import { describe, expect, it } from '@jest/globals';
import {
  isCountryCode,
  isEmailAddress,
  isPhoneNumber,
  isState,
} from '../../../lib/event/formats.js';
import { aliases } from '../../../lib/event/values/aliases.js';
import { contact } from '../../../lib/event/values/contact.js';
import { money } from '../../../lib/event/values/money.js';
import {
  expectedTotals,
  northwind as orders,
  type NorthwindOrder,
} from '../../sample-app/northwind.js';

function contactOf({ customer, ship }: NorthwindOrder) {
  const [firstName, ...lastNames] = customer.contact.split(' ');
  return contact({
    email: customer.email,
    phone: customer.phone,
    firstName,
    lastName: lastNames.join(' '),
    city: ship.city,
    country: ship.country,
    state: ship.region,
    zipCode: ship.postalCode,
  });
}

describe("the values of Northwind's orders", () => {
  const fields = orders.map(contactOf);
  const count = (holds: (order: NorthwindOrder, index: number) => unknown) =>
    orders.filter((order, index) => holds(order, index)).length;

  it('give contact fields that nothing is wrong with', () => {
    expect(orders).toHaveLength(830);
    for (const { $email, $phone_number, $country_code, $state } of fields) {
      expect(isEmailAddress($email)).toBe(true);
      expect($phone_number === undefined || isPhoneNumber($phone_number)).toBe(true);
      expect($country_code === undefined || isCountryCode($country_code)).toBe(true);
      expect($state === undefined || isState($state)).toBe(true);
    }
  });

  it('have a country wherever one is given, and none where the columns have shifted', () => {
    const isShifted = ({ ship }: NorthwindOrder) => /\d/.test(ship.country);
    expect(count(isShifted)).toBe(176);
    expect(
      count((order, index) => isShifted(order) === (fields[index]?.$country_code === undefined)),
    ).toBe(830);
    expect(count((order, index) => isShifted(order) && '$city' in fields[index]!)).toBe(0);
  });

  it('have a phone number where it is one of the country', () => {
    const has = (index: number) => fields[index]?.$phone_number !== undefined;
    expect(count((_, index) => has(index))).toBe(532);
    const unmapped = new Map<string, number>();
    fields.forEach(({ $phone_number, $country_code: country = 'shifted' }) => {
      if ($phone_number !== undefined) return;
      unmapped.set(country, (unmapped.get(country) ?? 0) + 1);
    });
    // Numbers of the year 1996, from before these countries gave them more digits.
    expect(Object.fromEntries(unmapped)).toEqual({
      shifted: 176,
      AR: 16,
      FR: 19,
      MX: 28,
      PT: 13,
      VE: 46,
    });
  });

  it('have two aliases each, none dropped', () => {
    for (const { customer } of orders) {
      const made = aliases().email(customer.email).customerId(customer.id);
      expect(made.values).toHaveLength(2);
      expect(made.dropped).toEqual([]);
    }
  });

  it('add up to the cent, from sums of binary fractions', () => {
    const totals = orders.map(({ freight, lines }) => {
      let total = freight;
      for (const { unitPrice, quantity, discount } of lines) {
        total += unitPrice * quantity - money(unitPrice * quantity * discount);
      }
      return money(total);
    });
    expect(totals).toEqual(orders.map((order) => expectedTotals(order).total_price));
  });
});
