/**
 * A setting that the library cannot work with, found at start-up. The message says which one and
 * what to do; it never holds the token.
 *
 * @publicApi
 */
export class ConvergeOptionsError extends Error {
  readonly code = 'CONVERGE_INVALID_OPTIONS';
  override readonly name = 'ConvergeOptionsError';
}
