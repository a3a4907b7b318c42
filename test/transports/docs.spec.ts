import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from '@jest/globals';
import ts from 'typescript';

const PAGE = new URL('../../docs/transports.md', import.meta.url);
const LINK = /\[((?:[^[\]]|\[[^\]]*\])+)\]\((\.\.\/test\/[^)]+\.spec\.ts)\)/g;

/** The rows of all tables of the page, without their heads. */
const rows = readFileSync(PAGE, 'utf8')
  .split('\n')
  .filter((line, at, lines) => line.startsWith('|') && !isHead(line, lines[at + 1]))
  .map((line) => ({ row: line.split('|')[1]!.trim(), links: [...line.matchAll(LINK)] }));

function isHead(line: string, next: string | undefined): boolean {
  return /^\|[ |-]+$/.test(line) || /^\|[ |-]+$/.test(next ?? '');
}

/** The names of a spec's tests, and all its texts, of which `it.each` makes more of them. */
function namesIn(spec: URL): { readonly tests: string[]; readonly texts: Set<string> } {
  const source = readFileSync(spec, 'utf8');
  const tests: string[] = [];
  const texts = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text);
    if (ts.isCallExpression(node) && /^it(\.each\b|$)/.test(node.expression.getText())) {
      const [name] = node.arguments;
      if (name !== undefined && ts.isStringLiteralLike(name)) tests.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(spec.pathname, source, ts.ScriptTarget.Latest, true));
  return { tests, texts };
}

/** Whether a spec has the test: as it is written, or as `it.each` names it. */
function hasTest(spec: URL, name: string): boolean {
  const { tests, texts } = namesIn(spec);
  return tests.some((test) => {
    if (test === name) return true;
    const pattern = test.split('%s').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    const given = new RegExp(`^${pattern.join('(.+)')}$`).exec(name)?.slice(1);
    return given !== undefined && given.length > 0 && given.every((text) => texts.has(text));
  });
}

it('has rows to prove', () => expect(rows.length).toBeGreaterThan(50));

it.each(rows.map(({ row, links }) => [row, links] as const))(
  'docs/transports.md proves its row: %s',
  (_row, links) => {
    expect(links.length).toBeGreaterThan(0);
    for (const [, name = '', path = ''] of links) {
      const spec = new URL(path, PAGE);
      // A link to a whole spec names none of its tests.
      const isProved = name === basename(path) ? existing(spec) : hasTest(spec, name);
      expect({ name, path, isProved }).toEqual({ name, path, isProved: true });
    }
  },
);

function existing(spec: URL): boolean {
  return readFileSync(spec, 'utf8').includes('it(');
}
