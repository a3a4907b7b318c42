/**
 * Writes docs/events.md from the classes in lib/event/spec: names, types and rules from the built library,
 * descriptions from the doc comments. With --check, it only compares. Needs a fresh dist: `npm run docs`
 * builds it; run `npm run build` before `npm run docs:check`.
 */
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const PAGE = fileURLToPath(new URL('../docs/events.md', import.meta.url));
const DIST = new URL('../dist/event/spec/event-spec.js', import.meta.url);

if (!existsSync(DIST)) {
  console.error('The library is not built: run `npm run docs`, which builds it.');
  process.exit(1);
}
const { eventsPage } = await import('./docs/events-page.js');
const text = await format(eventsPage(), { ...(await resolveConfig(PAGE)), filepath: PAGE });

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, text);
  console.log('docs/events.md: written');
} else if (existsSync(PAGE) && readFileSync(PAGE, 'utf8') === text) {
  console.log('docs/events.md is up to date');
} else {
  console.error('docs/events.md differs from lib/event: run `npm run docs` and commit the page.');
  process.exitCode = 1;
}
