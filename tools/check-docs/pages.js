import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import { marked } from 'marked';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const MARK = /^<!-- sample: (continues|(?:types only|unchecked)(?=, \w)).* -->\s*$/;
const NEAR_MARK = /^<!-- *sample/;
const OUTPUT = /^<!-- output: (.*) -->\s*$/;

/**
 * README, the other pages of the repository and docs: their code blocks, links and anchors.
 *
 * @returns for each page `name` (its path), `blocks` (`lang`, `code`, `line`, `mark`, `output`), `inline` (code in
 * sentences), `links` (`href`, `line`), `anchors`
 */
export function readPages() {
  const docs = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith('.md'));
  const names = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  return [...names, ...docs.map((name) => `docs/${name}`)].map(readPage);
}

/** @param name its path in the repository */
export function readPage(name) {
  const source = readFileSync(`${ROOT}${name}`, 'utf8');
  const page = { name, blocks: [], inline: [], links: [], anchors: new Set() };
  const slugger = new GithubSlugger();
  const lines = lineFinder(source);
  let mark;
  let output;
  const visitors = {
    heading: (token) => page.anchors.add(slugger.slug(plainText(token))),
    code: ({ lang = '', text, raw }) => {
      const line = lines(raw);
      page.blocks.push({ lang: lang.split(' ')[0], code: text, line, mark, output });
    },
    codespan: ({ text, raw }) => page.inline.push({ code: text, line: lines(raw) }),
    link: ({ href, raw }) => page.links.push({ href, line: lines(raw) }),
    image: ({ href, raw }) => page.links.push({ href, line: lines(raw) }),
    html: ({ raw }) => {
      const line = lines(raw);
      if (NEAR_MARK.test(raw) && !MARK.test(raw)) {
        throw new Error(`${name}:${line}: not a mark that tools/check-docs.js knows: ${raw}`);
      }
      for (const [, attribute, value] of raw.matchAll(/\b(href|src|srcset|id)="([^"]*)"/g)) {
        if (attribute === 'id') page.anchors.add(value);
        else page.links.push({ href: value, line });
      }
    },
  };
  void marked.walkTokens(marked.lexer(source), (token) => {
    visitors[token.type]?.(token);
    if (token.type === 'html') {
      mark = MARK.exec(token.raw)?.[1];
      output = OUTPUT.exec(token.raw)?.[1];
    } else if (token.type !== 'space') mark = output = undefined;
  });
  return page;
}

/** Finds the line of a token. Those of the same text come in their order. */
function lineFinder(source) {
  const last = new Map();
  return (raw) => {
    const text = raw.trimEnd();
    // A token inside a list or a quotation is not written as its raw text.
    const at = source.indexOf(text, (last.get(text) ?? -1) + 1);
    if (at >= 0) last.set(text, at);
    return source.slice(0, Math.max(at, 0)).split('\n').length;
  };
}

/** A heading as GitHub reads it for its anchor. */
function plainText(token) {
  if (token.type === 'image') return '';
  return token.tokens ? token.tokens.map(plainText).join('') : (token.text ?? '');
}
