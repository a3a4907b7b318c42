import type { Findings, Violation } from '../../server/api-types.js';

/** A finding at its path in an event. */
export interface Mark extends Violation {
  readonly kind: 'violation' | 'warning';
}

export function toMarks({ violations, warnings }: Findings): readonly Mark[] {
  return [
    ...violations.map((finding) => ({ ...finding, kind: 'violation' as const })),
    ...warnings.map((finding) => ({ ...finding, kind: 'warning' as const })),
  ];
}

export type Branch = Readonly<Record<string, unknown>> | readonly unknown[];

export function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** Paths as findings have them: `properties.items[2].price`, `properties["first-name"]`. */
export function childPath(parent: Branch, path: string, key: string): string {
  if (Array.isArray(parent)) return `${path}[${key}]`;
  if (/^[A-Za-z_$][\w$]{0,63}$/.test(key)) return path === '' ? key : `${path}.${key}`;
  const isName = /^[A-Za-z_$][\w$-]{0,63}$/.test(key);
  if (path === '') return isName ? key : `event[a key of length ${key.length}]`;
  return isName ? `${path}["${key}"]` : `${path}[a key of length ${key.length}]`;
}

/** The marks on a value and on everything in it. */
export function marksWithin(marks: readonly Mark[], path: string): readonly Mark[] {
  if (path === '') return marks;
  return marks.filter(
    (mark) =>
      mark.path === path || mark.path.startsWith(`${path}.`) || mark.path.startsWith(`${path}[`),
  );
}

/** The marks on values that are missing. */
export function marksOnMissing(
  value: Branch,
  path: string,
  marks: readonly Mark[],
): readonly Mark[] {
  const present = Object.keys(value).map((key) => childPath(value, path, key));
  return marksWithin(marks, path).filter(
    (mark) => mark.path !== path && !present.some((child) => marksWithin([mark], child).length > 0),
  );
}
