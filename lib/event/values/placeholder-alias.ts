/** What systems write where they have no value, or no account. Also values of tests and deleted cookies. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...['null', 'undefined', 'nil', 'none', 'nan', 'infinity', 'void', 'empty'],
  ...['true', 'false', 'yes', 'no'],
  ...['n/a', '#n/a', 'n.a.', 'na', 'unknown', 'missing', 'tbd', '?', 'x', 'xxx', 'default'],
  ...['not set', 'not given', 'not provided', 'not available', 'not found'],
  ...['guest', 'guest user', 'guestuser', 'anonymous', 'anonymous user', 'anon', 'nobody'],
  ...['new', 'new user', 'new customer', 'visitor', 'walk in', 'walkin'],
  ...['test', 'example', 'dummy', 'deleted'],
]);

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
 * @publicApi
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
