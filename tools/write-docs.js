/**
 * Writes docs/events.md from the classes in lib/event/spec: names, types and rules from the code,
 * descriptions from the doc comments. With --check, it only compares.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { eventsPage } from './docs/events-page.js';

const PAGE = fileURLToPath(new URL('../docs/events.md', import.meta.url));

const text = await format(await eventsPage(), { ...(await resolveConfig(PAGE)), filepath: PAGE });

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, text);
  console.log('docs/events.md: written');
} else if (existsSync(PAGE) && readFileSync(PAGE, 'utf8') === text) {
  console.log('docs/events.md is up to date');
} else {
  console.error('docs/events.md differs from lib/event: run `npm run docs` and commit the page.');
  process.exitCode = 1;
}
