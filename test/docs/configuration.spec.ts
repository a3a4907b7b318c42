import { describe, expect, it } from '@jest/globals';
import type { ConvergeOptions } from '../../lib/express/index.js';
import type { ConvergeModuleOptions } from '../../lib/index.js';
import type { ConvergeModuleExtras } from '../../lib/nest/converge.module.js';
import { VARIABLES } from '../../lib/options/environment.js';
import { DEFAULTS, OPTIONS } from '../../lib/options/option-table.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { readPage, tableUnder } from './page.js';

/** The default of every option of the library, by its path. */
const inTable = defaultsOf(OPTIONS.fields, DEFAULTS);

function defaultsOf(fields: object, values: any, prefix = ''): [string, string][] {
  return Object.entries(fields).flatMap(([key, field]): [string, string][] => {
    const path = prefix + key;
    const value = values[key];
    // docs/mapping.md has the mappers.
    if ('fields' in field && path !== 'mappers') return defaultsOf(field.fields, value, `${path}.`);
    const hasValue = ['string', 'number', 'boolean'].includes(typeof value);
    return [[path, hasValue ? String(value) : 'none']];
  });
}

/** Those of a framework, which it checks itself. */
const ofFrameworks: Record<
  keyof ConvergeModuleExtras | Exclude<keyof ConvergeOptions, keyof ConvergeModuleOptions>,
  string
> = { isGlobal: 'true', logger: 'console' };

const page = readPage('configuration.md');
const rows = [...page.matchAll(/^- `([\w.]+)` \((.+?); (.+?)\): /gm)].map(
  ([, path = '', given = '', range = '']) => ({
    path,
    default: /^[\d,]+$/.test(given) ? given.replaceAll(',', '') : plain(given),
    range,
  }),
);

function plain(cell: string): string {
  return cell.replaceAll('`', '');
}

function accepts(path: string, value: unknown): boolean {
  const nested = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  try {
    resolveOptions({ token: 'secret', ...(nested as object) });
    return true;
  } catch {
    return false;
  }
}

describe('docs/configuration.md', () => {
  it('has every option with its default, and no other', () => {
    const known = [...inTable, ...Object.entries(ofFrameworks)];
    expect(Object.fromEntries(rows.map((row) => [row.path, row.default]))).toEqual(
      Object.fromEntries(known),
    );
    expect(rows).toHaveLength(known.length);
  });

  it('has every variable that stands for an option', () => {
    const variables = tableUnder(page, '## The environment').map(({ variable = '' }) =>
      plain(variable),
    );
    expect(variables).toEqual(expect.arrayContaining(Object.values(VARIABLES)));
  });

  it.each(rows.filter(({ range }) => /^(from )?\d/.test(range)))(
    'gives the range of $path: $range',
    ({ path, range }) => {
      const [least, most = Number.MAX_SAFE_INTEGER] = range
        .replace('from ', '')
        .split(' to ')
        .map((bound) => Number(bound.replaceAll(',', '')));
      const found = [least! - 1, least, least! + 0.5, most, most + 1].map((value) =>
        accepts(path, value),
      );
      expect(found).toEqual([false, true, false, true, false]);
    },
  );

  const choices = rows.filter(({ path, range }) => {
    return /^(`\w+`, )+`\w+`$/.test(range) && inTable.some(([known]) => known === path);
  });

  it.each(choices)('gives the values of $path: $range', ({ path, range }) => {
    const values = plain(range)
      .split(', ')
      .map((value) => ({ true: true, false: false })[value] ?? value);
    // Whether a text that is none of them is refused, too.
    expect([...values, 'another'].map((value) => accepts(path, value))).toEqual([
      ...values.map(() => true),
      false,
    ]);
  });

  it('checks ranges and values of most options', () => {
    expect(choices.length).toBeGreaterThan(6);
  });
});
