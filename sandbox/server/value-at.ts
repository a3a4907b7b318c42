/** The value at the path of a finding; undefined if there is none, or the path does not name it. */
export function valueAt(event: unknown, path: string): unknown {
  let value = event;
  let rest = path;
  while (rest !== '') {
    const [found, index, quoted, name] =
      /^(?:\[(\d+)\]|\["([\w$-]+)"\]|\.?([\w$-]+))/.exec(rest) ?? [];
    const key = index ?? quoted ?? name;
    if (found === undefined || key === undefined || typeof value !== 'object' || value === null)
      return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
    rest = rest.slice(found.length);
  }
  return value;
}
