import { Application, Converter, ReflectionKind } from 'typedoc';

/** TypeDoc's options: a page for each thing that an entry point exports. */
const options = {
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
  tsconfig: '../tsconfig.build.json',
  entryPoints: [
    'index',
    'bullmq/index',
    'express/index',
    'postgres/index',
    'sandbox/index',
    'testing/index',
  ].map((name) => `../lib/${name}.ts`),
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
    if (entryPoint.name === 'index') entryPoint.name = 'nestjs-converge';
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc complains.');
}
