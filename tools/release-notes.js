/**
 * Prints the notes of a release, from CHANGELOG.md. Fails unless the tag, package.json and CHANGELOG.md
 * name the same version. With `--npm-tag`, prints under which tag npm is to list it.
 */
import { readFileSync } from 'node:fs';

const ROOT = new URL('../', import.meta.url);
const args = process.argv.slice(2);
const tag = args.find((each) => !each.startsWith('--')) ?? '';
const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));

if (tag !== `v${version}`)
  fail(`The tag is ${tag || 'missing'}, and package.json says v${version}.`);
if (args.includes('--npm-tag')) {
  console.log(version.includes('-') ? 'next' : 'latest');
} else {
  console.log(notes());
}

function notes() {
  const changelog = readFileSync(new URL('CHANGELOG.md', ROOT), 'utf8');
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((each) => each.startsWith(`${version} `));
  if (section === undefined) fail(`CHANGELOG.md has no section "## ${version} - <date>".`);
  return section.slice(section.indexOf('\n')).trim();
}

function fail(reason) {
  console.error(`${reason} See RELEASING.md.`);
  process.exit(1);
}
