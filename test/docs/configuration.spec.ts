import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { CONVERGE_ENDPOINT, DEFAULTS, NUMBERS } from '../../lib/options/defaults.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { readPage, rowsUnder } from './page.js';

interface Option {
  readonly type: ts.TypeNode | undefined;
  /** The first word of `@default`, if it is a value. */
  readonly documentedDefault: string | undefined;
}

const interfaces = new Map(
  [
    'options/converge-options.interface.ts',
    'delivery/delivery-options.interface.ts',
    'reporting/hooks.interface.ts',
    'tracking/request-context.ts',
    'nest/converge.module.ts',
    'express/create-converge.ts',
  ].flatMap((file) => interfacesIn(new URL(`../../lib/${file}`, import.meta.url))),
);

function interfacesIn(file: URL): [string, ts.InterfaceDeclaration][] {
  const source = readFileSync(file, 'utf8');
  return ts
    .createSourceFile(file.pathname, source, ts.ScriptTarget.Latest, true)
    .statements.filter(ts.isInterfaceDeclaration)
    .map((declaration) => [declaration.name.text, declaration]);
}

/** The options of an interface by their paths; an option with an interface of its own has those of it. */
function optionsOf(name: string, prefix = ''): [string, Option][] {
  return interfaces.get(name)!.members.flatMap((member): [string, Option][] => {
    if (!ts.isPropertySignature(member)) return [];
    const path = `${prefix}${member.name.getText()}`;
    const types =
      member.type && ts.isUnionTypeNode(member.type) ? member.type.types : [member.type];
    const nested = types
      .map((type) => (type && ts.isTypeReferenceNode(type) ? type.typeName.getText() : ''))
      .find((type) => interfaces.has(type) && type !== 'ConvergeLogger');
    if (nested !== undefined) return optionsOf(nested, `${path}.`);
    const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
    const text = ts.getTextOfJSDocComment(tag?.comment) ?? '';
    const documentedDefault = /^(true|false|console)\b/.exec(text)?.[0];
    return [[path, { type: member.type, documentedDefault }]];
  });
}

const moduleOptions = optionsOf('ConvergeModuleOptions');
const options = new Map([
  ...moduleOptions,
  ...optionsOf('ConvergeModuleExtras'),
  ...optionsOf('ConvergeOptions'),
]);

/** What the code takes where an option is missing. */
const inCode = new Map<string, unknown>([
  ['endpoint', CONVERGE_ENDPOINT],
  ...paths('', DEFAULTS).filter(([path]) => path !== 'outboxPath'),
  ['outbox.path', DEFAULTS.outboxPath],
  ...paths('delivery.', NUMBERS.delivery),
  ...paths('delivery.retry.', NUMBERS.retry),
  ...paths('outbox.', NUMBERS.outbox),
  ...paths('', NUMBERS.shutdown),
]);

function paths(prefix: string, values: object): [string, unknown][] {
  return Object.entries(values).map(([key, value]) => [prefix + key, value]);
}

function defaultOf(path: string): string {
  return String(inCode.get(path) ?? options.get(path)?.documentedDefault ?? 'none');
}

const page = readPage('configuration.md');
const rows = rowsUnder(page, ['option', 'default', 'range', 'meaning']).map(
  ([option = '', given = '', range = '']) => ({
    path: plain(option),
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
  it('has every option, and no other', () => {
    expect(rows.map(({ path }) => path).sort()).toEqual([...options.keys()].sort());
  });

  it.each(rows)('gives the default of $path', (row) => {
    expect(row.default).toBe(defaultOf(row.path));
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
    return /^(`\w+`, )+`\w+`$/.test(range) && moduleOptions.some(([known]) => known === path);
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
