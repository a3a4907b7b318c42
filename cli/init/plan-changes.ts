import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { hasAxiosOfNest12, INSTALL_AXIOS_4 } from '../installed.js';
import { addModule, addShutdownHooks, inStyle, MODULE_LINES, styleOf } from './edit-sources.js';
import { readText, shortPath, type Application } from './find-application.js';
import { NotUnderstood, usesName, type TypeScript } from './read-sources.js';

/** A file to write. */
export interface Change {
  readonly path: string;
  /** Undefined if it does not exist yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/** What cannot be done safely: a sentence, and lines of code to add. */
export interface Manual {
  readonly what: string;
  readonly lines: readonly string[];
}

/** What is missing in an application. */
export interface InitPlan {
  readonly changes: readonly Change[];
  readonly manual: readonly Manual[];
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

/**
 * The properties of "Placed Order". Use it on the handler that returns an order:
 *
 *   @TrackConverge('Placed Order', {
 *     properties: OrderMapper,
 *     profileProperties: (order: Order) => ({ $email: order.email }),
 *     aliases: (order: Order) => aliases().email(order.email),
 *   })
 */
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
const TOKEN_LINES = ['# The webhook token of your source in Converge', 'CONVERGE_TOKEN='];
const HAS_TOKEN = /^\s*(?:export\s+)?CONVERGE_TOKEN\s*=/m;

/** Where the first mapper is, seen from main.ts, without the end of its name. */
const MAPPER_PATH = 'converge/order.mapper';

/** Compares an application with what it needs. */
export function planChanges(app: Application): InitPlan {
  const parts = [addToModule(app), addToMain(app)];
  const isNew = !isUsed(app, ['TrackConverge', 'PropertiesMapper']);
  return {
    changes: [
      ...parts.filter((part) => part !== undefined && 'after' in part),
      ...(isNew ? newMapper(app) : []),
      ...environment(app),
    ],
    manual: parts.filter((part) => part !== undefined && 'what' in part),
  };
}

function addToModule(app: Application): Change | Manual | undefined {
  if (isUsed(app, ['ConvergeModule.forRoot', 'ConvergeModule.forRootAsync'])) return undefined;
  const { rootModule } = app;
  const task = 'Add to the imports of the root module:';
  if (rootModule === undefined) {
    return { what: `The root module was not found from main.ts. ${task}`, lines: MODULE_LINES };
  }
  return edit(app, rootModule, task, MODULE_LINES, (ts) =>
    addModule(ts, rootModule.text, rootModule.className),
  );
}

function addToMain(app: Application): Change | Manual | undefined {
  const { main } = app;
  if (isUsed(app, ['enableShutdownHooks'])) return undefined;
  const lines = ['app.enableShutdownHooks();'];
  const task = 'Add after the application is created, so that it delivers its last events:';
  if (main === undefined) return { what: `main.ts was not found. ${task}`, lines };
  return edit(app, main, task, lines, (ts) => addShutdownHooks(ts, main.text));
}

/** Whether a source of the application uses one of the names. */
function isUsed({ sources, typescript }: Application, names: readonly string[]): boolean {
  return sources.some(({ text }) => usesName(typescript, text, names));
}

/** Edits a source, or says why not and what to do. */
function edit(
  app: Application,
  { path, text }: { readonly path: string; readonly text: string },
  task: string,
  lines: readonly string[],
  work: (ts: TypeScript) => string,
): Change | Manual {
  try {
    if (app.typescript === undefined) {
      throw new NotUnderstood('reading it needs the package "typescript" in version 5 or 6');
    }
    return { path, before: text, after: work(app.typescript) };
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    return { what: `${shortPath(app, path)}: ${error.message}. ${task}`, lines };
  }
}

function newMapper({ main, rootModule }: Application): Change[] {
  if (main === undefined) return [];
  const path = join(dirname(main.path), `${MAPPER_PATH}.ts`);
  if (existsSync(path)) return [];
  const style = styleOf((rootModule ?? main).text);
  return [{ path, before: undefined, after: inStyle(MAPPER, style) }];
}

function environment({ folder, hasConfig }: Application): Change[] {
  // Nothing else in an application of Nest reads the file.
  if (!hasConfig) return [];
  const [env, example, ignore] = ['.env', '.env.example', '.gitignore'].map((name) => {
    const path = join(folder, name);
    return { path, before: readText(path) };
  }) as [Original, Original, Original];
  // A new .env will hold the token, so it must not be committed. The outbox's folder ignores itself.
  const isIgnored = env.before !== undefined || /^\/?\.env\*?\s*$/m.test(ignore.before ?? '');
  return [
    ...[env, example]
      .filter(({ before }) => !HAS_TOKEN.test(before ?? ''))
      .map((file) => withLines(file, TOKEN_LINES)),
    ...(isIgnored ? [] : [withLines(ignore, ['.env'])]),
  ];
}

type Original = Pick<Change, 'path' | 'before'>;

function withLines({ path, before }: Original, lines: readonly string[]): Change {
  const text = before ?? '';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' ? '' : endLine(text, lineEnd) + lineEnd;
  return { path, before, after: start + lines.map((line) => line + lineEnd).join('') };
}

function endLine(text: string, lineEnd: string): string {
  return text === '' || text.endsWith('\n') ? text : text + lineEnd;
}

/** The unified diff of a change. Of an existing `.env` only what is added, because the rest is secret. */
export function diffOf(app: Application, { path, before, after }: Change): string {
  const name = shortPath(app, path);
  const isSecret = name === '.env';
  const lineEnd = after.includes('\r\n') ? '\r\n' : '\n';
  const old = isSecret ? endLine(before ?? '', lineEnd) : (before ?? '');
  const from = before === undefined ? '/dev/null' : `a/${name}`;
  return createTwoFilesPatch(from, `b/${name}`, old, after, undefined, undefined, {
    context: isSecret ? 0 : 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** What is left to do when the changes are written. */
export function nextSteps(app: Application): string[] {
  const { folder, main, sources, hasConfig, importEnd } = app;
  const handler = sources.find(({ path }) => /(?:order|checkout)s?\.controller\.ts$/.test(path));
  const start = dirname(main?.path ?? join(folder, 'src', 'main.ts'));
  const from = relative(
    handler === undefined ? start : dirname(handler.path),
    join(start, MAPPER_PATH),
  );
  const mapper = from.split(sep).join('/');
  return [
    'Next steps:',
    `1. Track the method of ${handler === undefined ? 'the controller' : shortPath(app, handler.path)} that places an order:`,
    "     import { aliases, TrackConverge } from 'nestjs-converge';",
    `     import { type Order, OrderMapper } from '${mapper.startsWith('.') ? '' : './'}${mapper}${importEnd}';`,
    '',
    "     @TrackConverge('Placed Order', {",
    '       properties: OrderMapper,',
    '       profileProperties: (order: Order) => ({ $email: order.email }),',
    '       aliases: (order: Order) => aliases().email(order.email),',
    '     })',
    '2. See its event without an account: run "npx nestjs-converge sandbox", and in another terminal',
    '     CONVERGE_ENDPOINT=http://127.0.0.1:4400 npm run start:dev',
    hasConfig
      ? '3. For Converge itself, set CONVERGE_TOKEN in .env.'
      : '3. For Converge itself, set CONVERGE_TOKEN in the environment. Nest reads a .env file only with @nestjs/config, Node with --env-file=.env.',
    '4. Tests that import the root module fail without a token: put the test module in its place:',
    "     import { ConvergeTestingModule } from 'nestjs-converge/testing';",
    '     .overrideModule(ConvergeModule).useModule(ConvergeTestingModule.forRoot())',
    '   Unit tests of a tracked controller:',
    '     imports: [ConvergeTestingModule.forRoot()]',
    ...(hasAxiosOfNest12(folder)
      ? [
          '5. Replace @nestjs/axios 12, an ES module that the Jest of Nest 11 cannot load before Node 24.9:',
          `     ${INSTALL_AXIOS_4}`,
          '   Then check the setup: npx nestjs-converge doctor',
        ]
      : ['5. Check the setup: npx nestjs-converge doctor']),
  ];
}
