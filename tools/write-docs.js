/**
 * Writes docs/events.md out of the classes in lib/event/spec: names, types and rules as the built
 * library knows them, descriptions from their doc comments. With --check, only compares. Needs a fresh
 * dist: `npm run docs` builds it first, before `npm run docs:check` run `npm run build`.
 */
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const PAGE = fileURLToPath(new URL('../docs/events.md', import.meta.url));
const DIST = new URL('../dist/event/spec/event-spec.js', import.meta.url);

if (!existsSync(DIST)) {
  console.error('The library is not built: run `npm run docs`, which builds it first.');
  process.exit(1);
}
const { eventsPage } = await import('./docs/events-page.js');
const text = await format(eventsPage(), { ...(await resolveConfig(PAGE)), filepath: PAGE });

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, text);
  console.log('docs/events.md is written');
} else if (existsSync(PAGE) && readFileSync(PAGE, 'utf8') === text) {
  console.log('docs/events.md says what the code says');
} else {
  console.error(
    'docs/events.md does not say what lib/event says any more: run `npm run docs` and commit the page.',
  );
  process.exitCode = 1;
}
