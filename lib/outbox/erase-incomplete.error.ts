/**
 * A person's events were deleted, but not all that is left of them is gone; the message says what.
 */
export class EraseIncompleteError extends Error {
  readonly code = 'CONVERGE_ERASE_INCOMPLETE';
  override readonly name = 'EraseIncompleteError';

  /**
   * @param erased how many events were deleted
   * @param left what is left, and where
   */
  constructor(
    readonly erased: number,
    readonly left: readonly string[],
  ) {
    super(`${erased} event(s) deleted, but not all is erased. ${left.join(' ')}`);
  }
}
