import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CliError } from '../cli.error.js';
import { sourceTexts, type SourceText } from '../source-files.js';
import { NotUnderstood, rootModuleOf, type TypeScript } from './read-sources.js';

/** What `init` has to know of an application. */
export interface Application {
  readonly folder: string;
  /** main.ts, if it is where Nest expects it. */
  readonly main: SourceText | undefined;
  readonly rootModule: (SourceText & { readonly className: string }) | undefined;
  /** Its TypeScript sources without tests. */
  readonly sources: readonly SourceText[];
  /** What follows the path of a file in an import: `.js` in ES modules. */
  readonly importEnd: string;
  /** Undefined if it is not installed or has no parser for programs, as version 7. */
  readonly typescript: TypeScript | undefined;
  readonly hasConfig: boolean;
}

interface PackageJson {
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function findApplication(folder: string): Application {
  const typescript = loadTypeScript(folder);
  const main = readSource(join(folder, sourceRoot(folder), 'main.ts'));
  const rootModule = main && findRootModule(main, typescript);
  const { type, dependencies } = packageJson(folder);
  return {
    folder,
    main,
    rootModule,
    sources: [...sourceTexts(folder)].filter(({ path }) => isSource(path)),
    importEnd: importEnd(rootModule?.text ?? main?.text ?? '', type === 'module'),
    typescript,
    hasConfig: dependencies?.['@nestjs/config'] !== undefined,
  };
}

/** A path as the user sees it: relative to the application's folder, with slashes. */
export function shortPath({ folder }: Pick<Application, 'folder'>, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

function isSource(path: string): boolean {
  return /\.[cm]?ts$/.test(path) && !/(?:\.d|[.-]spec|\.test)\.[cm]?ts$/.test(path);
}

function sourceRoot(folder: string): string {
  const { sourceRoot } = readJson(join(folder, 'nest-cli.json')) as { sourceRoot?: unknown };
  return typeof sourceRoot === 'string' ? sourceRoot : 'src';
}

function findRootModule(
  main: SourceText,
  ts: TypeScript | undefined,
): Application['rootModule'] | undefined {
  const found = (ts && imported(ts, main)) ?? { className: 'AppModule', from: './app.module' };
  if (!found.from.startsWith('.')) return undefined;
  const path = resolve(dirname(main.path), found.from.replace(/\.[jt]s$/, ''));
  const source = readSource(`${path}.ts`);
  return source && { ...source, className: found.className };
}

function imported(ts: TypeScript, main: SourceText): ReturnType<typeof rootModuleOf> {
  try {
    return rootModuleOf(ts, main.text);
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

function importEnd(text: string, isEsm: boolean): string {
  const [, end] = /\bfrom\s*['"]\.[^'"]*?(\.[jt]s)?['"]/.exec(text) ?? [undefined, null];
  if (end === null) return isEsm ? '.js' : '';
  return end ?? '';
}

function loadTypeScript(folder: string): TypeScript | undefined {
  try {
    const ts = createRequire(join(folder, 'package.json'))('typescript') as Partial<TypeScript>;
    const hasParser = [ts.createSourceFile, ts.transpileModule, ts.getDecorators].every(
      (each) => typeof each === 'function',
    );
    return hasParser ? (ts as TypeScript) : undefined;
  } catch {
    return undefined;
  }
}

/** The package.json that decides on the module system: the nearest one. */
function packageJson(folder: string): PackageJson {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return readJson(file) as PackageJson;
  const parent = dirname(folder);
  return parent === folder ? {} : packageJson(parent);
}

function readSource(path: string): SourceText | undefined {
  const text = readText(path);
  return text === undefined ? undefined : { path, text };
}

/** A file's text; undefined if there is none. @throws CliError */
export function readText(path: string): string | undefined {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  } catch (error) {
    throw new CliError(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function readJson(path: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
