import { visibleLine } from '../event/visible.js';

/**
 * An invalid setting, found at start-up. The message names it and the next step; it never holds the
 * token.
 *
 * @publicApi
 */
export class ConvergeOptionsError extends Error {
  readonly code = 'CONVERGE_INVALID_OPTIONS';
  override readonly name = 'ConvergeOptionsError';

  constructor(message: string) {
    super(visibleLine(message));
  }
}
