const MAX_DIFFERENCES = 100;

/** A place where two values differ; what is missing there is undefined. */
export interface Difference {
  readonly path: string;
  readonly here: unknown;
  readonly there: unknown;
}

/** Where two JSON values differ, at most 100 places. */
export function findDifferences(here: unknown, there: unknown): Difference[] {
  const found: Difference[] = [];
  compare(here, there, '', found);
  return found;
}

function compare(here: unknown, there: unknown, path: string, found: Difference[]): void {
  if (here === there || found.length >= MAX_DIFFERENCES) return;
  if (isObject(here) && isObject(there) && Array.isArray(here) === Array.isArray(there)) {
    const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
    for (const key of keys) {
      compare(own(here, key), own(there, key), join(path, key, Array.isArray(here)), found);
    }
  } else found.push({ path: path === '' ? 'event' : path, here, there });
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function join(path: string, key: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
