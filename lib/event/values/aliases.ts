import { isEmail } from 'class-validator';
import { describeReceived } from '../violation.js';

export const MAX_ALIASES = 10;

/**
 * What an alias is made from. A number above 2^53 has lost its last digits, so that two customers may
 * share it, and is dropped as invalid: give such an id as a string or BigInt.
 */
export type AliasValue = string | number | bigint | null | undefined;

/** A value that became no alias. Only its name is kept, since the value may be personal. */
export interface DroppedAlias {
  /** The alias' name, e.g. `customer_id`. */
  readonly name: string;
  /**
   * `placeholder`: it does not belong to one customer, see {@link isPlaceholderAlias}; `beyond ten`:
   * Converge takes ten at most; `invalid`: no email address, a number that is no id, or a value that has
   * no text (a function, a boolean, a list).
   */
  readonly why: 'placeholder' | 'beyond ten' | 'invalid';
}

/** Known in all copies of this library that are loaded. */
const ALIASES: unique symbol = Symbol.for('nestjs-converge:aliases') as never;

const NAME = /^[a-z][a-z0-9_]*$/i;

/**
 * The aliases of one customer, in the order in which they are given; {@link aliases} makes one.
 *
 * White space around a value is removed, and emails are written in lower case. Null, undefined and
 * empty values are left out without a report, and so is an alias that is there already.
 */
export class Aliases implements Iterable<string> {
  /** @internal */
  readonly [ALIASES] = true;
  private readonly kept = new Set<string>();
  private readonly left: DroppedAlias[] = [];

  /** `urn:email:<email>`, in lower case. What is no email address is dropped as invalid. */
  email(value: AliasValue): this {
    const email = toText(value)?.toLowerCase() ?? null;
    return this.add('email', email, email !== null && isEmail(email));
  }

  /** `urn:customer_id:<id>`, the shop's id of a customer. */
  customerId(value: AliasValue): this {
    return this.addId('customer_id', value);
  }

  /** `urn:user_id:<id>`, the id of a user account. */
  userId(value: AliasValue): this {
    return this.addId('user_id', value);
  }

  /** `urn:cart_token:<token>` */
  cartToken(value: AliasValue): this {
    return this.addId('cart_token', value);
  }

  /** `urn:checkout_token:<token>` */
  checkoutToken(value: AliasValue): this {
    return this.addId('checkout_token', value);
  }

  /** `urn:cookie:<id>`, the id that the pixel gives a browser. That a server may send it is unconfirmed. */
  cookie(value: AliasValue): this {
    return this.addId('cookie', value);
  }

  /**
   * `urn:<name>:<value>`, an alias of your own.
   *
   * @throws TypeError if the name does not begin with a letter, or holds other characters than letters,
   * digits and underscores
   */
  custom(name: string, value: AliasValue): this {
    if (!NAME.test(name)) {
      throw new TypeError(
        `aliases().custom(name, value): the name must match ${NAME}; received ${describeReceived(name)}`,
      );
    }
    return this.addId(name, value);
  }

  /** `urn:<name>:<value>`, at most ten. */
  get values(): readonly string[] {
    return [...this.kept];
  }

  /** The names of the values that became no alias, in their order, and why. */
  get dropped(): readonly DroppedAlias[] {
    return [...this.left];
  }

  [Symbol.iterator](): Iterator<string> {
    return this.kept.values();
  }

  /** @returns the aliases as JSON carries them */
  toJSON(): readonly string[] {
    return this.values;
  }

  private addId(name: string, value: AliasValue): this {
    return this.add(name, toText(value), typeof value !== 'number' || Number.isSafeInteger(value));
  }

  private add(name: string, value: string | null, isValid: boolean): this {
    if (value === null) return this.drop(name, 'invalid');
    const alias = `urn:${name}:${value}`;
    if (value === '' || this.kept.has(alias)) return this;
    if (isPlaceholderAlias(alias)) return this.drop(name, 'placeholder');
    if (!isValid) return this.drop(name, 'invalid');
    if (this.kept.size >= MAX_ALIASES) return this.drop(name, 'beyond ten');
    this.kept.add(alias);
    return this;
  }

  private drop(name: string, why: DroppedAlias['why']): this {
    this.left.push({ name, why });
    return this;
  }
}

/** Whether a value is the result of {@link aliases}, whatever copy of this library has made it. */
export function isAliases(value: unknown): value is Aliases {
  return (value as Aliases | undefined | null)?.[ALIASES] === true;
}

/** What has an id as its text, such as a database's id object; null for what has none. */
function toText(value: unknown): string | null {
  if (['boolean', 'function', 'symbol'].includes(typeof value) || Array.isArray(value)) return null;
  try {
    return String(value ?? '').trim();
  } catch {
    return null;
  }
}

/** How often each name was dropped for each reason: `customer_id (placeholder)`. */
export function countDropped(dropped: readonly DroppedAlias[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name, why } of dropped) {
    const reason = `${name} (${why})`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

/**
 * Collects the aliases of one customer.
 *
 * @example
 * ```ts
 * aliases: ({ customer, cart }: Order) =>
 *   aliases()
 *     .email(customer.email)
 *     .customerId(customer.id)
 *     .cartToken(cart.token)
 *     .custom('loyalty_card', customer.loyaltyCard),
 * ```
 */
export function aliases(): Aliases {
  return new Aliases();
}

/** What systems write where they have no value or no account; values of tests and of deleted cookies. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(
  `null, undefined, nil, none, nan, infinity, void, empty, true, false, yes, no, n/a, #n/a, n.a., na,
  unknown, missing, tbd, ?, x, xxx, default, not set, not given, not provided, not available, not found,
  guest, guest user, guestuser, anonymous, anonymous user, anon, nobody, new, new user, new customer,
  visitor, walk in, walkin, test, example, dummy, deleted`.split(/,\s+/),
);

/** -1, nothing but zeros and separators, and the UUIDs of all zeros and all ones. */
const NO_ID = /^(-1|[0\-._/]+|f{8}-(f{4}-){3}f{12})$/;

/** Text that was put together around a missing value, and templates that were never filled in. */
const UNFILLED = /[\W_]undefined$|\/(null|0)$|^(\[object .*\]|\{\{.*\}\}|\$\{.*\})$/;

/** Mailboxes behind which there is no customer, whatever the domain. */
const NO_CUSTOMERS_MAILBOX =
  /^(guest|anonymous|nobody|unknown|none|null|undefined|no[._-]?(mail|e-?mail|reply)|do[._-]?not[._-]?reply)@/;

/** What people type in order to give no email. */
const MADE_UP_EMAIL = /^(test|example|email|asdf|abc|aaa|xxx)@\1\.[a-z]{2,}$/;

/**
 * Whether an alias has a value that does not belong to one customer: an empty one, or one of those
 * that systems write where they have none (`guest`, `null`, `0`, `[object Object]`, a UUID of zeros
 * ...). Converge would merge all customers who have it, and a merge can never be undone.
 *
 * Only whole values count, whatever their case and whatever white space, quotes and brackets they have:
 * `newman` is no placeholder, and neither is a short id such as `1`. Of emails, those to `guest@`,
 * `noreply@` and the like are placeholders whatever the domain, and so is `test@test.com`. Addresses
 * that may well be a customer's, such as `info@` or `test@` of another domain, are not: add your shop's
 * own to `more`.
 *
 * @param alias the whole alias, `urn:<name>:<value>`
 * @param more further placeholders in lower case: whole aliases (`urn:email:pos@shop.example`), or
 * values that are placeholders under every name (`pos`)
 */
export function isPlaceholderAlias(alias: string, more?: ReadonlySet<string>): boolean {
  const whole = alias.trim().toLowerCase();
  const value = whole.replace(/^urn:[^:]*:/, '').trim();
  const words = value.replace(/[\s"'()[\]{}<>_-]+/g, ' ').trim();
  return (
    words === '' ||
    PLACEHOLDERS.has(words) ||
    NO_ID.test(value) ||
    UNFILLED.test(value) ||
    NO_CUSTOMERS_MAILBOX.test(value) ||
    MADE_UP_EMAIL.test(value) ||
    more?.has(whole) === true ||
    more?.has(value) === true
  );
}
