import { ConvergeOptionsError } from '../converge-options.error.js';
import { MAPPER_NAMES } from './mappers/default-mappers.js';
import type { TrackOptions } from './track-options.interface.js';
import type { Tracking } from './tracking.interface.js';

/** Refuses what `@TrackConverge` cannot work with. @internal */
export function checkTracking({ eventName, options }: Tracking, handler: string): void {
  if (typeof eventName !== 'string' || eventName.trim() === '') {
    throw new ConvergeOptionsError(
      `@TrackConverge on ${handler} needs the event's name, e.g. @TrackConverge('Placed Order').`,
    );
  }
  checkMappers(options, `@TrackConverge('${eventName}') on ${handler}`);
}

/**
 * Refuses options that are not mappers.
 *
 * @param who names the place where they were given
 * @internal
 */
export function checkMappers(options: TrackOptions, who: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConvergeOptionsError(`${who}: the options must be an object with ${known()}.`);
  }
  for (const [name, option] of Object.entries(options)) {
    if (!(MAPPER_NAMES as readonly string[]).includes(name)) {
      throw new ConvergeOptionsError(`${who}: there is no mapper "${name}"; there are ${known()}.`);
    }
    if (option !== undefined && !isMapperClass(option) && !isPlainFunction(option)) {
      throw new ConvergeOptionsError(
        `${who}: "${name}" must be a class with a map() method, or a function.`,
      );
    }
  }
}

/** @internal */
export function isMapperClass(option: unknown): boolean {
  return typeof option === 'function' && typeof option.prototype?.map === 'function';
}

function isPlainFunction(option: unknown): boolean {
  return typeof option === 'function' && !/^class\b/.test(Function.prototype.toString.call(option));
}

function known(): string {
  return MAPPER_NAMES.join(', ');
}
