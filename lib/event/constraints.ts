import { ValidateBy, type ValidationOptions } from 'class-validator';
import { cleanJson } from './clean-json.js';
import type { Violation } from './violation.js';

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
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** What JSON cannot carry in a value that must be a plain object. */
export function findUnsafeJson(value: unknown, path: string): Violation[] {
  const violations: Violation[] = [];
  cleanJson(value, { path, leaveOutEmpty: false, violations });
  return violations;
}

/** An object that JSON writes in braces. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Checks {@link isNonEmptyString}. */
export function IsNonEmptyString(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    { name: 'isNonEmptyString', validator: { validate: isNonEmptyString } },
    options,
  );
}

/** Checks {@link isEventTime}. */
export function IsEventTime(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isEventTime', validator: { validate: isEventTime } }, options);
}

/** Checks that a value is a plain object that JSON can carry without loss. */
export function IsJsonObject(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isJsonObject',
      validator: {
        validate: (value) => isPlainObject(value) && findUnsafeJson(value, '').length === 0,
      },
    },
    options,
  );
}
