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

/** Writes the rows between the markers of docs/compatibility.md. */
export async function writeResults(rows) {
  const keys = Object.keys(COLUMNS);
  const lines = [
    Object.values(COLUMNS),
    keys.map(() => '---'),
    ...rows.map((row) => keys.map((key) => (row[key] ?? '').replace(/^Node /, ''))),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const text = readFileSync(DOCS, 'utf8').replace(
    /(<!-- results -->\n)[^]*(<!-- \/results -->)/,
    (_all, start, end) => `${start}\n${lines.join('\n')}\n\n${end}`,
  );
  const config = await resolveConfig(DOCS);
  writeFileSync(DOCS, await format(text, { ...config, filepath: DOCS }));
}
