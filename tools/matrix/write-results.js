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
  const rows = [...kept, ...added].sort(
    ([a], [b]) => applications.indexOf(a) - applications.indexOf(b),
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
