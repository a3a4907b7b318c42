/**
 * Builds the site into site/dist: README.md, docs/ and the doc comments of the public API, which stay as they
 * are; this makes pages of them in site/source.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { writeApiReference } from './api-reference.js';

const SITE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = `${SITE}source`;
const { repository } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '');
const PICTURES = `${REPOSITORY.replace('//github.com/', '//raw.githubusercontent.com/')}/main/`;

rmSync(SOURCE, { recursive: true, force: true });
mkdirSync(SOURCE);
cpSync(`${SITE}pages`, SOURCE, { recursive: true });
cpSync(`${ROOT}docs/images`, `${SOURCE}/images`, { recursive: true });
cpSync(`${ROOT}sandbox/page/icon.svg`, `${SOURCE}/public/icon.svg`);
for (const name of readdirSync(`${ROOT}docs`).filter((each) => each.endsWith('.md'))) {
  addPage(`docs/${name}`, name);
}
addPage('README.md', 'getting-started.md', (text) =>
  text.replace(/^# .*/, '# Getting started').replace(/^## In this repository\n[^]*?(?=^## )/m, ''),
);

// TypeDoc finds its files, and its plugins, from here.
process.chdir(SITE);
await writeApiReference();
await build(SITE, { base: process.env.SITE_BASE ?? '/' });

/** A page with its links as they are on the site; what is no page is in the repository. */
function addPage(from, to, edit = (text) => text) {
  const text = readFileSync(ROOT + from, 'utf8').replaceAll(PICTURES, '');
  const linked = text.replace(/(\]\(|(?:href|src|srcset)=")([^)"#\s:]+)/g, (all, start, target) => {
    const file = posix.join(posix.dirname(from), target);
    return existsSync(ROOT + file) ? start + onSite(file) : all;
  });
  writeFileSync(`${SOURCE}/${to}`, edit(linked));
}

function onSite(file) {
  if (file === 'README.md') return './getting-started.md';
  if (file.startsWith('docs/')) return `./${file.slice('docs/'.length)}`;
  return `${REPOSITORY}/blob/main/${file}`;
}
