import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import coerce from 'semver/functions/coerce.js';
import satisfies from 'semver/functions/satisfies.js';
import { CliError } from '../cli.error.js';
import { readToken } from '../connection.js';
import { ownPackage } from '../package-json.js';
import { fail, ok, warn, type Finding } from './finding.js';

/** The variables that the library or the usual module options read. */
const NAMES = ['CONVERGE_TOKEN', 'CONVERGE_ENDPOINT', 'CONVERGE_OUTBOX_PATH'] as const;

/** What the environment and the application's .env file say. */
export interface Settings {
  readonly values: Readonly<Partial<Record<(typeof NAMES)[number], string>>>;
  /** Where each was found, without its value. */
  readonly found: readonly string[];
}

/** Reads them as an application does: the environment wins. */
export function readSettings(appDir: string): Settings {
  const file = readEnvFile(join(appDir, '.env'));
  const values: NodeJS.Dict<string> = {};
  const found: string[] = [];
  for (const name of NAMES) {
    const isInEnvironment = Boolean(process.env[name]);
    const value = process.env[name] || file[name];
    if (!value) continue;
    values[name] = value;
    found.push(`${name} (${isInEnvironment ? 'environment' : '.env'})`);
  }
  return { values, found };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/** Which settings there are, by name alone. */
export function checkSettings({ values, found }: Settings): Finding {
  const names = found.length === 0 ? 'none of the variables is set' : found.join(', ');
  const { CONVERGE_TOKEN: token } = values;
  if (token === undefined) {
    const remedy =
      'set CONVERGE_TOKEN, unless the application gives forRoot its token in another way, which cannot be seen from here';
    return warn('configuration', `${names}; no token was found`, remedy);
  }
  try {
    readToken(token, true);
    return ok('configuration', names);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return fail('configuration', names, error.message);
  }
}

/** The Node that runs this command, which should be the application's. */
export function checkNode(version = process.versions.node): Finding {
  const { node: range } = ownPackage().engines;
  return isInRange(version, range)
    ? ok('Node', version)
    : fail('Node', `${version} is not supported`, `use one of ${range}`);
}

/** Nest and the other packages that an application has to install. */
export function checkPackages(appDir: string): Finding[] {
  const { peerDependencies, peerDependenciesMeta } = ownPackage();
  return Object.entries(peerDependencies)
    .filter(([name]) => peerDependenciesMeta[name]?.optional !== true)
    .map(([name, range]) => checkPackage(name, range, appDir));
}

function checkPackage(name: string, range: string, appDir: string): Finding {
  const version = installedVersion(name, appDir);
  if (version === undefined) return fail(name, 'is not installed', `run "npm install ${name}"`);
  return isInRange(version, range)
    ? ok(name, version)
    : fail(name, `${version} is not supported`, `install one of ${range}`);
}

/** A pre-release counts as the release after it. */
export function isInRange(version: string, range: string): boolean {
  return satisfies(coerce(version) ?? version, range);
}

/** Looks where the application's own imports look. */
export function installedVersion(name: string, appDir: string): string | undefined {
  const folders = createRequire(join(appDir, 'package.json')).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find(existsSync);
  if (file === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'coverage', 'test', 'tests']);
/** More are not read, nor files that no person has written. */
const MAX_FILES = 5_000;
const MAX_BYTES = 1024 ** 2;

/** Whether anything in the application's sources calls `enableShutdownHooks`. */
export function checkShutdownHooks(appDir: string): Finding {
  let count = 0;
  for (const path of sourcesBelow(appDir)) {
    if (++count > MAX_FILES) break;
    if (statSync(path).size > MAX_BYTES) continue;
    if (/\benableShutdownHooks\s*\(/.test(readFileSync(path, 'utf8'))) {
      return ok('shutdown', `enableShutdownHooks is called in ${path}`);
    }
  }
  return warn(
    'shutdown',
    `enableShutdownHooks is called in none of ${Math.min(count, MAX_FILES)} source files`,
    'call app.enableShutdownHooks() in main.ts, so that a stopping process delivers what it still can',
  );
}

function* sourcesBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name)) yield path;
    else if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)) {
      yield* sourcesBelow(path);
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
