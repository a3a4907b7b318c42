import { describe, expect, it } from '@jest/globals';
import { isPlaceholderAlias } from '../../../lib/event/values/aliases.js';

const list = (text: string) => text.trim().split(/\s*\|\s*/);

const PLACEHOLDERS = list(`
  | "" | '' | {} | [] | <> | - | -- | _
  | guest | Guest | GUEST | guest user | guest_user | guest-user | anonymous | new | new customer
  | null | NULL | "null" | (null) | <null> | undefined | None | nil | NaN | Infinity
  | true | false | n/a | N/A | #N/A | na | unknown | (not set) | not-set | test | x
  | 0 | -0 | 00 | 0.0 | 0000-0000 | 000000000000000000000000 | -1
  | 00000000-0000-0000-0000-000000000000 | FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF
  | [object Object] | [object Promise] | {{ customer.id }} | $\{customerId} | deleted
  | customer_undefined | gid://shopify/Customer/null | /api/customers/0
`);

const VALUES = list(`
  1 | 2 | 10 | -2 | 100 | 0123 | 1.0 | a | A1 | no1 | null-17 | Nullmann | newman | guest-17 | guests
  | tester | undefined-17 | NORTS | O’Brien | 安 | a:b | a:0 | gid://shopify/Customer/10 | customer/1
  | 00000000-0000-0000-0000-000000000001 | 7e57ab1e-0000-4000-8000-000000000000
`);

const PLACEHOLDER_EMAILS = list(`
  guest@shop.example | Guest@Shop.example | noreply@shop.example | no-reply@shop.example
  | no_reply@a.de | donotreply@a.de | do-not-reply@a.de | noemail@a.de | no-e-mail@a.de | nobody@a.de
  | null@a.de | undefined@a.de | none@none.com | unknown@a.de | test@test.com | test@test.de
  | example@example.com | asdf@asdf.com | email@email.com
`);

const EMAILS = list(`
  jane@shop.example | info@shop.example | admin@shop.example | test@shop.example | test@example.com
  | guest.smith@shop.example | guest+17@shop.example | new@shop.example | smith@smith.com
  | reply@shop.example | jean.null@shop.example | mail@mail.de
`);

describe('a placeholder alias', () => {
  it.each(PLACEHOLDERS)('has the value %p under any name', (value) => {
    expect(isPlaceholderAlias(`urn:customer_id:${value}`)).toBe(true);
    expect(isPlaceholderAlias(`URN:mystore_uid: ${value} `)).toBe(true);
    expect(isPlaceholderAlias(value)).toBe(true);
  });

  it.each(PLACEHOLDER_EMAILS)('is the email %p', (email) => {
    expect(isPlaceholderAlias(`urn:email:${email}`)).toBe(true);
  });

  it.each(VALUES)('is not the value %p', (value) => {
    expect(isPlaceholderAlias(`urn:customer_id:${value}`)).toBe(false);
  });

  it.each(EMAILS)('is not the email %p, which may be a customer’s', (email) => {
    expect(isPlaceholderAlias(`urn:email:${email}`)).toBe(false);
  });

  it('is what the application adds, as a whole or as a value', () => {
    const more = new Set(['kasse 1', 'urn:email:pos@shop.example']);
    expect(isPlaceholderAlias('urn:customer_id:Kasse 1', more)).toBe(true);
    expect(isPlaceholderAlias('urn:user_id:kasse 1 ', more)).toBe(true);
    expect(isPlaceholderAlias('urn:email:POS@shop.example', more)).toBe(true);
    expect(isPlaceholderAlias('urn:user_id:pos@shop.example', more)).toBe(false);
    expect(isPlaceholderAlias('urn:customer_id:kasse 17', more)).toBe(false);
    expect(isPlaceholderAlias('urn:customer_id:guest', more)).toBe(true);
  });
});
