import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const DOCS = fileURLToPath(new URL('../../docs/compatibility.md', import.meta.url));
const COLUMNS = {
  application: 'application',
  node: 'Node',
  nest: 'Nest',
  typescript: 'TypeScript',
  modules: 'modules',
  result: 'result',
};

/**
 * Writes rows between the markers of docs/compatibility.md. Those of applications that did not run keep
 * their place.
 */
export async function writeResults(results, applications) {
  const before = readFileSync(DOCS, 'utf8');
  const ran = new Set(results.map(({ application }) => application));
  const kept = [...before.matchAll(/^\| (.*) \|$/gm)]
    .map(([, cells]) => cells.split('|').map((cell) => cell.trim()))
    .filter(([name]) => applications.includes(name) && !ran.has(name));
  const keys = Object.keys(COLUMNS);
  const added = results.map((row) => keys.map((key) => (row[key] ?? '').replace(/^Node /, '')));
  const sorted = [...kept, ...added].sort(
    ([a], [b]) => applications.indexOf(a) - applications.indexOf(b),
  );
  const rows = ['node', 'modules', 'typescript'].reduce(
    (some, key) => merged(some, keys.indexOf(key)),
    sorted,
  );
  const lines = [Object.values(COLUMNS), keys.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  const text = before.replace(
    /(<!-- results -->\n)[^]*(<!-- \/results -->)/,
    (_all, start, end) => `${start}\n${lines.join('\n')}\n\n${end}`,
  );
  const config = await resolveConfig(DOCS);
  writeFileSync(DOCS, await format(text, { ...config, filepath: DOCS }));
}

/** Rows that differ in one column become one, with all its values. */
function merged(rows, column) {
  const byOthers = new Map();
  for (const row of rows) {
    const others = row.with(column, '').join('|');
    const values = byOthers.get(others)?.[column].split('; ') ?? [];
    const all = new Set([...values, row[column]]);
    byOthers.set(others, row.with(column, [...all].join('; ')));
  }
  return [...byOthers.values()];
}
