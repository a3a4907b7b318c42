import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT } from './pages.js';

const { repository } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const OWN = repository.url.replace(/^git\+|\.git$/g, '');

/** Every link inside the repository names a file and an anchor that exist; every other one is https. */
export function checkLinks(checked, pages) {
  return checked.flatMap((page) =>
    page.links.flatMap(({ href, line }) => {
      const text = problemOf(href, page, pages);
      return text === undefined ? [] : [{ page, line, text: `${text}: ${href}` }];
    }),
  );
}

function problemOf(href, page, pages) {
  const own = ownFile(href);
  if (own === undefined && /^[a-z]+:/i.test(href)) return externalProblem(href);
  const [path, anchor] = (own ?? href).split('#');
  const from = own === undefined ? posix.dirname(page.name) : '';
  const file = path === '' ? page.name : posix.normalize(posix.join(from, decodeURI(path)));
  if (file.startsWith('..')) return 'leaves the repository';
  if (!existsSync(`${ROOT}${file}`)) return 'no such file';
  if (anchor === undefined) return undefined;
  const linked = [page, ...pages].find(({ name }) => name === file);
  if (linked === undefined) return 'an anchor in a file that is not a page';
  return linked.anchors.has(anchor) ? undefined : 'no such anchor';
}

/** The file of the repository that an absolute link names; undefined for another link. */
function ownFile(href) {
  const raw = OWN.replace('//github.com/', '//raw.githubusercontent.com/');
  for (const start of [`${OWN}/blob/main/`, `${OWN}/tree/main/`, `${raw}/main/`]) {
    if (href.startsWith(start)) return href.slice(start.length);
  }
  return undefined;
}

function externalProblem(href) {
  if (href.startsWith('mailto:')) return undefined;
  if (!URL.canParse(href)) return 'not a URL';
  if (href.startsWith(OWN)) {
    const isKnown = ['', '#readme', '/issues', '/releases', '/security/advisories/new'].includes(
      href.slice(OWN.length),
    );
    return isKnown ? undefined : 'an unknown page of our repository';
  }
  const { protocol, hostname, pathname } = new URL(href);
  if (/\bgithub/.test(hostname) && /\/nestjs-converge\//.test(pathname)) {
    return `not in ${OWN}, as package.json has it`;
  }
  const isLocal = ['localhost', '127.0.0.1'].includes(hostname);
  return protocol === 'https:' || isLocal ? undefined : 'not https';
}
