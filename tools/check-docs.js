/**
 * Checks README.md and the other pages: every code sample compiles and runs, every command is one that
 * exists, every link and anchor resolves. Needs the build in dist. With page names, it checks only these.
 *
 * Each ```ts and ```js block is a module of its own. It is run with a sandbox as Converge, or by Jest if it
 * has a test. An HTML comment above a block makes an exception, and says why:
 *
 *   <!-- sample: continues -->              the block before it on the page comes first
 *   <!-- sample: types only, <reason> -->   it is compiled, but not run
 *   <!-- sample: unchecked, <reason> -->    neither
 *
 * Above a block of output, <!-- output: <name> --> names the run of check-docs/outputs.js that prints it.
 */
import { readFileSync } from 'node:fs';
import { checkCommands } from './check-docs/commands.js';
import { checkJson } from './check-docs/json.js';
import { checkLinks } from './check-docs/links.js';
import { checkOutputs } from './check-docs/outputs.js';
import { readPage, readPages, ROOT } from './check-docs/pages.js';
import { checkSamples } from './check-docs/samples.js';

const WRONG = 'tools/check-docs/wrong.md';

const pages = readPages();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !pages.some((page) => page.name === name));
if (unknown.length > 0) throw new Error(`No such page: ${unknown.join(', ')}`);
await checkItself();

const checked = wanted.length === 0 ? pages : pages.filter(({ name }) => wanted.includes(name));
const problems = await check(checked);
for (const { page, line, text } of problems) console.error(`${page.name}:${line}: ${text}`);
const blocks = checked.flatMap((page) => page.blocks).length;
const links = checked.flatMap((page) => page.links).length;
console.log(
  `docs: ${checked.length} pages, ${blocks} code blocks, ${links} links; ${problems.length} wrong`,
);
process.exit(problems.length === 0 ? 0 : 1);

async function check(some) {
  return [
    ...checkLinks(some, pages),
    ...checkCommands(some),
    ...checkJson(some),
    ...(await checkOutputs(some)),
    ...(await checkSamples(some)),
  ];
}

/** Each mistake of a page that is full of them must be found, and nothing else. */
async function checkItself() {
  const left = (await check([readPage(WRONG)])).map(({ line, text }) => `${line}: ${text}`);
  const comments = readFileSync(`${ROOT}${WRONG}`, 'utf8').matchAll(/<!-- wrong: (.*) -->/g);
  for (const [, mistake] of comments) {
    const at = left.findIndex((text) => text.replace(/^\d+: /, '').startsWith(mistake));
    if (at < 0) throw new Error(`${WRONG}: it does not find "${mistake}".`);
    left.splice(at, 1);
  }
  if (left.length > 0) throw new Error(`${WRONG}: it finds more:\n${left.join('\n')}`);
}
