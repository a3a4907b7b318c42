import { Application, Converter, ReflectionKind } from 'typedoc';

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
  // Nest and the library call constructors; no application has to.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const one of project.getReflectionsByKind(ReflectionKind.Constructor)) {
      project.removeReflection(one);
    }
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc cannot compile lib.');
  for (const entryPoint of project.children) {
    const [, name] = /^(?:lib\/)?(\w+)/.exec(entryPoint.name);
    entryPoint.name = name === 'lib' ? 'nestjs-converge' : name;
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc complains.');
}
