import { readdirSync, readFileSync } from 'node:fs';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';

const root = new URL('../../', import.meta.url);
const site = new URL('../', import.meta.url);
const { description, repository } = read(new URL('package.json', root));
const github = repository.url.replace(/^git\+|\.git$/g, '');

/** The pages of docs/ by what a reader wants. */
const GROUPS = {
  Start: {
    'getting-started': 'Getting started',
    adopt: 'Before you adopt it',
    migrate: 'Migrate',
  },
  Use: {
    mapping: 'Mapping',
    track: 'Track anywhere',
    recipes: 'Recipes',
    configuration: 'Configuration',
    events: 'Events',
    identity: 'Identity',
    transactions: 'Transactions',
    transports: 'Transports',
    express: 'Express',
    testing: 'Testing',
    sandbox: 'Sandbox',
    cli: 'Command line',
  },
  Run: {
    deploy: 'Deploy',
    brokers: 'Redis and PostgreSQL',
    operations: 'Operations',
    telemetry: 'Telemetry',
    'log-lines': 'Log lines',
    audit: 'Audit and backfill',
    troubleshooting: 'Troubleshooting',
  },
  Know: {
    reliability: 'Reliability',
    delivery: 'Delivery',
    performance: 'Performance',
    security: 'Security',
    quality: 'Quality of the tests',
    compatibility: 'Compatibility',
  },
};

const guide = Object.entries(GROUPS).map(([text, pages]) => ({
  text,
  items: Object.entries(pages).map(([page, title]) => ({ text: title, link: `/${page}` })),
}));
const api = read(new URL('source/api/typedoc-sidebar.json', site));
api.sort((one, other) => (other.text === 'nestjs-converge') - (one.text === 'nestjs-converge'));
api[0].collapsed = false;

checkGroups();

export default defineConfig({
  srcDir: 'source',
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  title: 'nestjs-converge',
  description,
  lang: 'en',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }]],
  // The sandbox of the samples.
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    // The anchors are those of the same page on GitHub.
    anchor: { slugify: (text) => slug(text) },
    theme: { light: 'github-light', dark: 'github-dark' },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: {
      provider: 'local',
      options: {
        // Of the reference, names are found: its text would make the index several times as large.
        _render: (source, env, markdown) => {
          const html = markdown.render(source, env);
          const heading = /^[^]*?<\/h1>/.exec(html)?.[0] ?? '';
          // A heading without text below it is left out.
          return env.relativePath.startsWith('api/') ? `${heading}<p>API reference</p>` : html;
        },
        miniSearch: {
          searchOptions: {
            // A question is answered by the guide, before the reference.
            boostDocument: (id) => (id.includes('/api/') ? 0.2 : 1),
            // Of "how do I test", only the last word says what is asked.
            processTerm: (term) =>
              /^(?:a|an|and|are|can|do|does|for|how|i|in|is|it|my|of|on|or|the|to|what|when|where|why|with)$/i.test(
                term,
              )
                ? null
                : term.toLowerCase(),
          },
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'API', link: '/api/' },
    ],
    socialLinks: [{ icon: 'github', link: github, ariaLabel: 'Source code' }],
    sidebar: { '/api/': api, '/': guide },
  },
});

/** No page of docs/ is left out of the sidebar, and none in it is missing. */
function checkGroups() {
  const listed = Object.values(GROUPS).flatMap((pages) => Object.keys(pages));
  const made = readdirSync(new URL('source', site))
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => name.slice(0, -'.md'.length));
  const wrong = [...listed, ...made].filter(
    (page) => !listed.includes(page) || !made.includes(page),
  );
  if (wrong.length > 0) throw new Error(`site/.vitepress/config.js, GROUPS: ${wrong.join(', ')}`);
}

function read(url) {
  return JSON.parse(readFileSync(url, 'utf8'));
}
