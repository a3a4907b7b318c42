import { isEmail } from 'class-validator';
import { MAX_ALIASES } from '../converge-event.dto.js';
import { describeReceived } from '../describe-received.js';
import { isPlaceholderAlias } from './placeholder-alias.js';

/**
 * What an alias is made from. A number above 2^53 has lost its last digits, so that two customers may
 * share it, and is dropped as invalid: give such an id as a string or BigInt.
 *
 * @publicApi
 */
export type AliasValue = string | number | bigint | null | undefined;

/** A value that became no alias. Only its name is kept, since the value may be personal. @publicApi */
export interface DroppedAlias {
  /** The alias' name, e.g. `customer_id`. */
  readonly name: string;
  /**
   * `placeholder`: it does not belong to one customer, see {@link isPlaceholderAlias}; `beyond ten`:
   * Converge takes ten at most; `invalid`: no email address, or a number that is no id.
   */
  readonly why: 'placeholder' | 'beyond ten' | 'invalid';
}

/** @publicApi */
export interface AliasesOptions {
  /** More values or whole aliases that are placeholders, in lower case; see {@link isPlaceholderAlias}. */
  readonly placeholders?: ReadonlySet<string>;
}

const NAME = /^[a-z][a-z0-9_]*$/i;

/**
 * The aliases of one customer, in the order in which they are given; {@link aliases} makes one.
 *
 * White space around a value is removed, and emails are written in lower case. Null, undefined and
 * empty values are left out without a report, and so is an alias that is there already.
 *
 * @publicApi
 */
export class Aliases implements Iterable<string> {
  private readonly kept = new Set<string>();
  private readonly left: DroppedAlias[] = [];

  constructor(private readonly options: AliasesOptions) {}

  /** `urn:email:<email>`, in lower case. What is no email address is dropped as invalid. */
  email(value: AliasValue): this {
    const email = toText(value).toLowerCase();
    return this.add('email', email, isEmail(email));
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

  private add(name: string, value: string, isValid: boolean): this {
    const alias = `urn:${name}:${value}`;
    if (value === '' || this.kept.has(alias)) return this;
    if (isPlaceholderAlias(alias, this.options.placeholders)) return this.drop(name, 'placeholder');
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

function toText(value: AliasValue): string {
  return String(value ?? '').trim();
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
 *
 * @publicApi
 */
export function aliases(options: AliasesOptions = {}): Aliases {
  return new Aliases(options);
}
