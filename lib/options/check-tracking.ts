import { nearestEventName } from '../event/nearest-name.js';
import { VALIDATION_MODES } from '../event/event-validator.js';
import { REFUSED_EVENTS } from '../event/spec/event-spec.js';
import { MAPPER_NAMES } from '../tracking/map-event.js';
import { REQUEST_CONTEXT_KEYS, type RequestContextOptions } from '../tracking/request-context.js';
import type { EventMappers, TrackingDeclaration } from '../tracking/track-options.interface.js';
import { ConvergeOptionsError } from './converge-options.error.js';

const ALL_MAPPERS = MAPPER_NAMES.join(', ');
const ALL_OPTIONS = `${ALL_MAPPERS}, validation, requestContext`;

/** Checks what `@TrackConverge` was given. @throws ConvergeOptionsError */
export function checkTracking({ eventName, options }: TrackingDeclaration, handler: string): void {
  if (typeof eventName !== 'string' || eventName.trim() === '') {
    throw new ConvergeOptionsError(
      `@TrackConverge on ${handler} needs the event's name: write e.g. @TrackConverge('Placed Order').`,
    );
  }
  const who = `@TrackConverge('${eventName}') on ${handler}`;
  if (typeof options !== 'object' || options === null) {
    throw new ConvergeOptionsError(`${who}: the options must be an object with ${ALL_OPTIONS}.`);
  }
  const { validation, requestContext, ...mappers } = options;
  checkMappers(mappers, who, ALL_OPTIONS);
  if (validation !== undefined && !VALIDATION_MODES.includes(validation)) {
    const modes = VALIDATION_MODES.join(', ');
    throw new ConvergeOptionsError(`${who}: "validation" must be one of ${modes}.`);
  }
  if (requestContext !== undefined) checkRequestContext(requestContext, `${who}, "requestContext"`);
}

/**
 * Refuses an event that a server never sends, and a name that is probably misspelt.
 *
 * @param own the project's own events
 */
export function checkEventName(
  eventName: string,
  handler: string,
  own: Readonly<Record<string, unknown>>,
): void {
  const who = `@TrackConverge('${eventName}') on ${handler}`;
  const advice = REFUSED_EVENTS.get(eventName);
  if (advice !== undefined) {
    throw new ConvergeOptionsError(`${who}: a server never sends this event; ${advice}.`);
  }
  const nearest = Object.hasOwn(own, eventName) ? undefined : nearestEventName(eventName);
  if (nearest === undefined) return;
  throw new ConvergeOptionsError(
    `${who}: Converge's spec has no such event; did you mean '${nearest}'? If it is a custom event, ` +
      'register it under the option "events" of ConvergeModule.',
  );
}

/** Checks the option `requestContext`. @throws ConvergeOptionsError */
export function checkRequestContext(options: RequestContextOptions, who: string): void {
  const keys = REQUEST_CONTEXT_KEYS as readonly string[];
  const isValid =
    typeof options === 'object' &&
    options !== null &&
    Object.entries(options).every(
      ([key, value]) => keys.includes(key) && (value === undefined || typeof value === 'boolean'),
    );
  if (isValid) return;
  throw new ConvergeOptionsError(
    `${who} must be an object with ${keys.join(', ')}, each true or false.`,
  );
}

/**
 * Refuses options that are not mappers.
 *
 * @param who the place of the options, for the message
 * @param known the options that are allowed there
 */
export function checkMappers(options: EventMappers, who: string, known = ALL_MAPPERS): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConvergeOptionsError(`${who}: the options must be an object with ${known}.`);
  }
  for (const [name, option] of Object.entries(options)) {
    if (!isMapperName(name)) {
      // As in the body of the webhook.
      const meant = name.replaceAll(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
      if (isMapperName(meant)) {
        throw new ConvergeOptionsError(`${who}: the option "${name}" is called "${meant}" here.`);
      }
      throw new ConvergeOptionsError(`${who}: unknown option "${name}"; known are ${known}.`);
    }
    if (option !== undefined && !isMapperClass(option) && !isPlainFunction(option)) {
      throw new ConvergeOptionsError(
        `${who}: "${name}" must be a class with a map() method, or a function.`,
      );
    }
  }
}

function isMapperName(name: string): boolean {
  return (MAPPER_NAMES as readonly string[]).includes(name);
}

export function isMapperClass(option: unknown): boolean {
  return typeof option === 'function' && typeof option.prototype?.map === 'function';
}

function isPlainFunction(option: unknown): boolean {
  return typeof option === 'function' && !/^class\b/.test(Function.prototype.toString.call(option));
}
