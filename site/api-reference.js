import { Application, Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';
import { ENTRY_POINTS, GROUPS } from './api-groups.js';

const MAIN = 'nestjs-converge';

/** TypeDoc's options: a page for each thing that an entry point exports. */
const options = {
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
  tsconfig: '../tsconfig.build.json',
  entryPoints: [
    'lib/index',
    'lib/bullmq/index',
    'lib/express/index',
    'lib/opentelemetry/index',
    'lib/postgres/index',
    'lib/testing/index',
    'sandbox/server/index',
  ].map((name) => `../${name}.ts`),
  name: 'API reference',
  readme: 'none',
  out: 'source/api',
  docsRoot: 'source',
  router: 'member',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  treatWarningsAsErrors: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  useCodeBlocks: true,
  // With the summary of each.
  indexFormat: 'table',
};

/** Writes the pages, in Markdown. */
export async function writeApiReference() {
  const app = await Application.bootstrapWithPlugins(options);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // Nest and the library call constructors; no application has to.
    for (const one of project.getReflectionsByKind(ReflectionKind.Constructor)) {
      project.removeReflection(one);
    }
    for (const entryPoint of project.children) {
      const text = ENTRY_POINTS[shortName(entryPoint)];
      if (text) entryPoint.comment = new Comment([{ kind: 'text', text }]);
    }
    // What it exports again is a sentence, instead of a hundred headings.
    const express = project.children.find((one) => shortName(one) === 'express');
    for (const one of express.children.filter((each) => each.isReference())) {
      project.removeReflection(one);
    }
    tagByTask(project.children.find((one) => shortName(one) === MAIN));
  });
  // When TypeDoc has made the groups, and has sorted each by name.
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => inOrder(project.children.find((one) => shortName(one) === MAIN)),
    -1_000,
  );
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc cannot compile lib.');
  for (const entryPoint of project.children) entryPoint.name = shortName(entryPoint);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc complains.');
}

function shortName(entryPoint) {
  const [, name] = /^(?:lib\/)?(\w+)/.exec(entryPoint.name);
  return name === 'lib' ? MAIN : name;
}

/** No symbol is left out of the groups, and none in them is missing. */
function tagByTask({ children }) {
  const listed = GROUPS.flatMap(([, names]) => names);
  const exported = children.map(({ name }) => name);
  const wrong = [...listed, ...exported].filter(
    (name) => !listed.includes(name) || !exported.includes(name),
  );
  if (wrong.length > 0) throw new Error(`site/api-groups.js, GROUPS: ${wrong.join(', ')}`);
  for (const one of children) {
    const [group] = GROUPS.find(([, names]) => names.includes(one.name));
    const documented = one.signatures?.[0] ?? one;
    documented.comment ??= new Comment();
    documented.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: group }]));
  }
}

function inOrder({ groups }) {
  const order = GROUPS.map(([group]) => group);
  groups.sort((one, other) => order.indexOf(one.title) - order.indexOf(other.title));
  for (const { title, children } of groups) {
    const [, names] = GROUPS.find(([group]) => group === title);
    children.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
  }
}
