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
 */
import { checkCommands } from './check-docs/commands.js';
import { checkLinks } from './check-docs/links.js';
import { readPages } from './check-docs/pages.js';
import { checkJson } from './check-docs/json.js';
import { checkSamples } from './check-docs/samples.js';

const pages = readPages();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !pages.some((page) => page.name === name));
if (unknown.length > 0) throw new Error(`No such page: ${unknown.join(', ')}`);
const checked = wanted.length === 0 ? pages : pages.filter(({ name }) => wanted.includes(name));

const problems = [
  ...checkLinks(checked, pages),
  ...checkCommands(checked),
  ...checkJson(checked),
  ...(await checkSamples(checked)),
];
for (const { page, line, text } of problems) console.error(`${page.name}:${line}: ${text}`);
const blocks = checked.flatMap((page) => page.blocks).length;
const links = checked.flatMap((page) => page.links).length;
console.log(
  `docs: ${checked.length} pages, ${blocks} code blocks, ${links} links; ${problems.length} wrong`,
);
process.exit(problems.length === 0 ? 0 : 1);
