import { arrayMaxSize, arrayMinSize, ValidateBy } from 'class-validator';
import { isEventTime, isNonEmptyString } from './formats.js';
import { findUnsafeJson, isPlainObject } from './plain-json.js';
import { asDecorator, type Rule } from './spec/field.js';

/** How many aliases an event may have. */
export const MAX_ALIASES = 10;

/** The contract of the webhook: its keys, and the rules of each. */
export const CONTRACT = new Map<string, readonly Rule[]>();

/** Only the first rule that is broken is reported. */
function Rules(...rules: readonly Rule[]): PropertyDecorator {
  return (target, key) => {
    CONTRACT.set(String(key), rules);
    for (const rule of rules) asDecorator(rule)(target, key);
  };
}

const text = (advice: string): Rule => ({
  name: 'isNonEmptyString',
  test: isNonEmptyString,
  advice,
});
const object = (advice: string): Rule => ({ name: 'isJsonObject', test: isPlainObject, advice });

/** For class-validator only: the copy of what an application gave is safe. */
const IsSafeJson = ValidateBy({
  name: 'isJson',
  validator: { validate: (value) => findUnsafeJson({ value }).isEmpty },
});

/**
 * The body of Converge's webhook, exactly as documented: these keys and no others.
 */
export class ConvergeEventDto {
  /** What happened, e.g. `Placed Order`. */
  @Rules(text('give the event a name, e.g. "Placed Order"'))
  event_name!: string;

  /** The deduplication key: Converge drops a second event with the same one. */
  @Rules(text('give the event an id that stays the same when it is sent again, e.g. the order id'))
  event_id!: string;

  /** Spec fields plus custom ones. */
  @Rules(object('give an object of properties ({} if there are none)'))
  @IsSafeJson
  properties!: Record<string, unknown>;

  /** What is true of the customer beyond this event. */
  @Rules(object('give an object of profile properties ({} if there are none)'))
  @IsSafeJson
  profile_properties!: Record<string, unknown>;

  /** 1 to 10 identities of the customer, `urn:<name>:<value>`. */
  @Rules(
    {
      name: 'isArray',
      test: Array.isArray,
      advice: 'give an array of aliases, e.g. ["urn:email:<email>"]',
    },
    {
      name: 'arrayMinSize',
      test: (value) => arrayMinSize(value, 1),
      advice: 'give at least one alias, e.g. "urn:email:<email>"',
    },
    {
      name: 'isNonEmptyString',
      test: (value) => Array.isArray(value) && value.every(isNonEmptyString),
      item: isNonEmptyString,
      advice: 'give each alias as a string, e.g. "urn:email:<email>"',
    },
    {
      name: 'arrayMaxSize',
      test: (value) => arrayMaxSize(value, MAX_ALIASES),
      advice: `give at most ${MAX_ALIASES} aliases`,
    },
  )
  aliases!: string[];

  /** When it happened: ISO 8601 with a timezone, or UTC epoch seconds. */
  @Rules({
    name: 'isEventTime',
    test: (value) => value === undefined || value === null || isEventTime(value),
    advice:
      'give ISO 8601 with a timezone ("2024-09-02T12:34:56Z"), or whole UTC epoch seconds (not milliseconds)',
  })
  timestamp?: string | number;
}
