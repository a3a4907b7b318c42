/**
 * Whether a thrown value is one of our errors, by its name: the class of another copy of this library,
 * such as the other build's, is another one. It may be anything, even a revoked proxy.
 */
export function isNamed<Thrown extends Error>(
  error: unknown,
  name: Thrown['name'],
): error is Thrown {
  try {
    return (error as Error | null | undefined)?.name === name;
  } catch {
    return false;
  }
}
