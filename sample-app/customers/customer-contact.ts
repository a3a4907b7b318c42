import { contact } from 'nestjs-converge';
import type { Address } from './address.interface.js';
import type { Customer } from './customer.interface.js';

/** Converge's contact fields, from a customer and the shipping address of an order. */
export function customerContact(
  { contact: name, email, phone }: Pick<Customer, 'contact' | 'email' | 'phone'>,
  { city, country, region: state, postalCode: zipCode }: Partial<Address> = {},
) {
  const [firstName, ...lastNames] = name.trim().split(/\s+/);
  const lastName = lastNames.join(' ');
  return contact({ email, phone, firstName, lastName, city, country, state, zipCode });
}
