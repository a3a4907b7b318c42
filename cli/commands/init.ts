import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { styleText } from 'node:util';
import { visibleLine } from '../../lib/event/visible.js';
import { usageError } from '../cli.error.js';
import { applicationFolder, type CliCommand, type Flags } from '../command.js';
import { hasAxiosOfNest12, INSTALL_AXIOS_4, requireNest, sourceTexts } from '../packages.js';
import { print, printAsIs, printJson } from '../print.js';

export function addInit(program: CliCommand): void {
  program
    .add(
      'init',
      'Write a first mapper into a Nest application, and print what else to add to it.',
      'Changes no file that is there.',
    )
    .option('--app-dir <folder>', "the application's folder", '.')
    .flags('json')
    .action(init);
}

/** One thing to do: a sentence, and the lines of it. */
type Step = readonly [what: string, ...lines: string[]];

function init({ appDir, json }: Flags & { readonly appDir: string }): void {
  const app = readApplication(applicationFolder(appDir));
  const written = writeMapper(app);
  const steps = stepsFor(app);
  if (json === true) {
    return printJson({ written, steps: steps.map(([what, ...lines]) => ({ what, lines })) });
  }
  if (written !== null) print(`Written: ${visibleLine(written)}`, '');
  for (const [index, [what, ...lines]] of steps.entries()) {
    print(styleText('bold', visibleLine(`${index + 1}. ${what}`)));
    printAsIs(...lines.map((line) => `     ${visibleLine(line)}`.trimEnd()));
  }
}

/** What the printed lines depend on. */
type Application = ReturnType<typeof readApplication>;

function readApplication(folder: string) {
  const { sourceRoot = 'src', projects = {} } = readJson(join(folder, 'nest-cli.json')) as {
    sourceRoot?: string;
    projects?: Record<string, { type?: string; root?: string; sourceRoot?: string }>;
  };
  const { type, dependencies = {} } = readJson(join(folder, 'package.json')) as {
    type?: string;
    dependencies?: object;
  };
  if (
    'express' in dependencies &&
    !Object.keys(dependencies).some((name) => name.startsWith('@nestjs/'))
  ) {
    requireNest('init', folder);
  }
  const sourceFolder = join(folder, sourceRoot);
  // Without tests, and without comments.
  const sources = [...sourceTexts(folder)]
    .filter(({ path }) => /\.[cm]?ts$/.test(path) && !/(?:\.d|[.-]spec|\.test)\.\w+$/.test(path))
    .map(({ path, text }) => ({
      path,
      code: text.replaceAll(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gm, ''),
    }));
  const main = sources.find(({ path }) => path === join(sourceFolder, 'main.ts'))?.code ?? '';
  const imported = /\bfrom\s*['"]\.[^'"]*?(\.[jt]s)?['"]/.exec(main);
  return {
    folder,
    sourceFolder,
    rootModule: rootModuleIn(main),
    sources,
    // What follows the path of a file in an import.
    importEnd: imported === null && type === 'module' ? '.js' : (imported?.[1] ?? ''),
    hasConfig: '@nestjs/config' in dependencies,
    // Of a monorepo.
    others: Object.values(projects).flatMap(({ type, root, sourceRoot: other }) =>
      type === 'application' && root !== undefined && other !== sourceRoot ? [root] : [],
    ),
  };
}

function readJson(path: string): object {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/** The class that `NestFactory.create` gets, and its file as main.ts imports it. */
function rootModuleIn(main: string) {
  const name = /\bNestFactory\s*\.create\w*(?:<[^(]*>)?\(\s*(\w+)/.exec(main)?.[1] ?? 'AppModule';
  const from = new RegExp(`\\b${name}\\b[^;'"]*\\bfrom\\s*['"]\\./([^'"]+)['"]`).exec(main)?.[1];
  return { name, path: `${(from ?? 'app.module').replace(/\.[jt]s$/, '')}.ts` };
}

/** A path as the user sees it, with slashes. */
function shortPath(from: string, to: string): string {
  return relative(from, to).split(sep).join('/');
}

/** Whether a source of the application has one of the names. */
function uses({ sources }: Application, names: RegExp): boolean {
  return sources.some(({ code }) => names.test(code));
}

/** Where the mapper is, seen from the sources, without the end of its name. */
const MAPPER_PATH = join('converge', 'order.mapper');

/** @returns its short path; null if the application has one, or has no folder for it */
function writeMapper(app: Application): string | null {
  const path = join(app.sourceFolder, `${MAPPER_PATH}.ts`);
  const isKnown = uses(app, /\b(?:TrackConverge|PropertiesMapper)\b/) || existsSync(path);
  if (isKnown || !existsSync(app.sourceFolder)) return null;
  const to = realpathSync(existsSync(dirname(path)) ? dirname(path) : app.sourceFolder);
  if (shortPath(realpathSync(app.folder), to).startsWith('..')) {
    throw usageError(`The sources are not below ${app.folder}, but in ${to}: give --app-dir.`);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, MAPPER, { flag: 'wx' });
  return shortPath(app.folder, path);
}

/** What is missing in the sources, and what comes then. */
function stepsFor(app: Application): Step[] {
  const { folder, sourceFolder, rootModule, sources, hasConfig, importEnd, others } = app;
  const steps: Step[] = [];
  const inSources = (path: string) => shortPath(folder, join(sourceFolder, path));
  if (!uses(app, /\bConvergeModule\s*\.\s*forRoot/)) {
    steps.push([
      `Add the module to the imports of ${rootModule.name} in ${inSources(rootModule.path)}:`,
      "import { ConvergeModule } from 'nestjs-converge';",
      '',
      'imports: [ConvergeModule.forRoot(), /* ... */],',
    ]);
  }
  if (!uses(app, /\benableShutdownHooks\b/)) {
    const what = `So that it delivers its last events, add to ${inSources('main.ts')}, after the application is created:`;
    steps.push([what, 'app.enableShutdownHooks();']);
  }
  if (!uses(app, /\bTrackConverge\b/)) {
    const handler = sources.find(({ path }) => /(?:order|checkout)s?\.controller\.ts$/.test(path));
    const from = handler === undefined ? sourceFolder : dirname(handler.path);
    const mapper = shortPath(from, join(sourceFolder, MAPPER_PATH)) + importEnd;
    steps.push([
      `Track the method of ${handler === undefined ? 'the controller' : shortPath(folder, handler.path)} that places an order:`,
      "import { aliases, TrackConverge } from 'nestjs-converge';",
      `import { type Order, OrderMapper } from '${mapper.startsWith('.') ? '' : './'}${mapper}';`,
      '',
      "@TrackConverge('Placed Order', {",
      '  properties: OrderMapper,',
      '  profileProperties: (order: Order) => ({ $email: order.email }),',
      '  aliases: (order: Order) => aliases().email(order.email),',
      '})',
    ]);
  }
  steps.push(
    [
      'See its event without an account, in two terminals:',
      'npx nestjs-converge sandbox',
      'CONVERGE_ENDPOINT=http://127.0.0.1:4400 npm run start:dev',
    ],
    [
      hasConfig
        ? 'For Converge itself, set the webhook token of your source in .env, which Git must not have:'
        : 'For Converge itself, set the webhook token of your source in the environment. Nest reads a .env file only with @nestjs/config, Node with --env-file=.env:',
      'CONVERGE_TOKEN=',
    ],
    [
      'Tests that import the root module fail without a token: put the test module in its place. Unit tests of a tracked controller import it:',
      "import { ConvergeTestingModule } from 'nestjs-converge/testing';",
      '.overrideModule(ConvergeModule).useModule(ConvergeTestingModule)',
      'imports: [ConvergeTestingModule.forRoot()]',
    ],
  );
  if (hasAxiosOfNest12(folder)) {
    const what =
      'Replace @nestjs/axios 12, which the Jest of Nest 11 cannot load before Node 24.9:';
    steps.push([what, INSTALL_AXIOS_4]);
  }
  if (others.length > 0) {
    const calls = others.map((root) => `npx nestjs-converge init --app-dir ${root}`);
    steps.push(['For another application of this workspace:', ...calls]);
  }
  return [...steps, ['Check the setup:', 'npx nestjs-converge doctor']];
}

const MAPPER = `import type { PropertiesMapper } from 'nestjs-converge';

/** What your handler returns. Replace this by the type of your shop. */
export interface Order {
  id: string;
  email: string;
  currency: string;
  total: number;
  tax: number;
  shipping: number;
  isFirstOrder: boolean;
}

/** The properties of "Placed Order", for @TrackConverge on the handler that returns an order. */
export class OrderMapper implements PropertiesMapper<Order, 'Placed Order'> {
  map(order: Order) {
    return {
      id: order.id,
      total_price: order.total,
      total_tax: order.tax,
      total_shipping: order.shipping,
      currency: order.currency,
      $is_new_customer: order.isFirstOrder,
      $email: order.email,
    };
  }
}
`;
