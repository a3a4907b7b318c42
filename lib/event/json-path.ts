/**
 * The path of a value, as violations name it. A key that no programmer would write may be somebody's
 * name or address, and is not told.
 */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}.${key}`;
  return isName(key) ? `${path}["${key}"]` : `${path}[a key of length ${key.length}]`;
}

/** The path of a key of the event itself. */
export function topPath(key: string): string {
  return isName(key) ? key : joinPath('event', key);
}

/** Whether a key is one that a programmer would write. */
export function isName(key: string): boolean {
  return /^[A-Za-z_$][\w$-]*$/.test(key);
}
