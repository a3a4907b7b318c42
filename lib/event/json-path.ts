/**
 * The path of a value, as violations name it. A key that no programmer would write may be somebody's
 * name or address, and is not told.
 *
 * @internal
 */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}.${key}`;
  return /^[A-Za-z_$][\w$-]*$/.test(key)
    ? `${path}["${key}"]`
    : `${path}[a key of length ${key.length}]`;
}
