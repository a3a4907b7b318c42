import { ConvergeOptionsError } from './converge-options.error.js';
import type { ConvergeModuleOptions } from './converge-options.interface.js';

/**
 * The options of a call with a token and options, options alone, or nothing.
 *
 * @param call the name of the function, for the message
 * @throws ConvergeOptionsError for a second argument that is no object
 */
export function toOptions<Options extends ConvergeModuleOptions>(
  call: string,
  first: string | Options | undefined,
  second: Omit<Options, 'token'> = {} as Options,
): Options {
  if (typeof second !== 'object' || second === null) {
    throw new ConvergeOptionsError(
      `${call}(token, options): the second argument is an options object: { endpoint: ... }`,
    );
  }
  // Spread, a string would become its characters, and undefined nothing.
  const isOptions = typeof first === 'object' && first !== null;
  return isOptions ? first : ({ ...second, token: first } as Options);
}
