import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { isPlainObject, JsonCopier } from './plain-json.js';
import type { Violation } from './violation.js';

/** How many aliases an event may have. */
export const MAX_ALIASES = 10;

/** The last second of the year 9999: a larger number is no count of seconds. */
const LAST_EPOCH_SECOND = 253_402_300_799;

const ISO_8601_WITH_TIMEZONE =
  /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$/;

/** A string with something in it besides white space. */
export function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** ISO 8601 with a timezone, or UTC epoch seconds. */
export function isEventTime(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 && value <= LAST_EPOCH_SECOND;
  }
  if (typeof value !== 'string') return false;
  const match = ISO_8601_WITH_TIMEZONE.exec(value);
  if (match === null || Number.isNaN(Date.parse(value.replace(',', '.')))) return false;
  const day = Number(match[3]);
  // Every month has 28 days; Date.parse takes the 31st of some that have not.
  return day <= 28 || day <= new Date(Date.UTC(+match[1]!, +match[2]!, 0)).getUTCDate();
}

/** What JSON cannot carry in a value. */
export function findUnsafeJson(value: unknown, path: string): readonly Violation[] {
  const copier = new JsonCopier();
  copier.copy(value, path, false);
  return copier.violations;
}

function isSafeJsonObject(value: unknown): boolean {
  return isPlainObject(value) && findUnsafeJson(value, '').length === 0;
}

function check(name: string, validate: (value: unknown) => boolean) {
  return (options: ValidationOptions) => ValidateBy({ name, validator: { validate } }, options);
}

const IsNonEmptyString = check('isNonEmptyString', isNonEmptyString);
const IsEventTime = check('isEventTime', isEventTime);
const IsJsonObject = check('isJsonObject', isSafeJsonObject);

/**
 * The body of Converge's webhook, exactly as documented: these keys and no others. The message of
 * each check is the advice that a violation gives.
 *
 * @publicApi
 */
export class ConvergeEventDto {
  /** What happened, e.g. `Placed Order`. */
  @IsNonEmptyString({ message: 'give the event a name, e.g. "Placed Order"' })
  event_name!: string;

  /** The deduplication key: Converge drops a second event with the same one. */
  @IsNonEmptyString({
    message: 'give the event an id that stays the same when it is sent again, e.g. the order id',
  })
  event_id!: string;

  /** Spec fields plus custom ones. */
  @IsJsonObject({ message: 'give an object of properties ({} if there are none)' })
  properties!: Record<string, unknown>;

  /** What is true of the customer beyond this event. */
  @IsJsonObject({ message: 'give an object of profile properties ({} if there are none)' })
  profile_properties!: Record<string, unknown>;

  /** 1 to 10 identities of the customer, `urn:<name>:<value>`. */
  @IsArray({ message: 'give an array of aliases, e.g. ["urn:email:<email>"]' })
  @ArrayMinSize(1, { message: 'give at least one alias, e.g. "urn:email:<email>"' })
  @ArrayMaxSize(MAX_ALIASES, { message: `give at most ${MAX_ALIASES} aliases` })
  @IsNonEmptyString({
    each: true,
    message: 'give each alias as a string, e.g. "urn:email:<email>"',
  })
  aliases!: string[];

  /** When it happened: ISO 8601 with a timezone, or UTC epoch seconds. */
  @IsOptional()
  @IsEventTime({
    message:
      'give ISO 8601 with a timezone ("2024-09-02T12:34:56Z"), or whole UTC epoch seconds (not milliseconds)',
  })
  timestamp?: string | number;
}
