import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import coerce from 'semver/functions/coerce.js';
import satisfies from 'semver/functions/satisfies.js';
import { VARIABLES, type Environment } from '../../lib/options/environment.js';
import { CliError } from '../cli.error.js';
import { connectionOf } from '../connection.js';
import { hasAxiosOfNest12, INSTALL_AXIOS_4, installedVersion } from '../installed.js';
import { ownPackage } from '../package-json.js';
import { amount } from '../print.js';
import { sourceTexts } from '../source-files.js';
import { fail, ok, warn, type Finding } from './finding.js';

/** The settings in the environment and in the application's .env file. */
export interface Settings {
  /** As the application has them, if it loads the file. */
  readonly values: Environment;
  /** The names and where they were found, without values. */
  readonly found: readonly string[];
  readonly isFromFile: boolean;
}

/** Reads the settings; the environment wins over the file. */
export function readSettings(appDir: string): Settings {
  const file = readEnvFile(join(appDir, '.env'));
  const values: Environment = { NODE_ENV: process.env['NODE_ENV'] };
  const found: string[] = [];
  let isFromFile = false;
  for (const name of Object.values(VARIABLES)) {
    const isInEnvironment = Boolean(process.env[name]);
    const value = process.env[name] || file[name];
    if (!value) continue;
    values[name] = value;
    isFromFile ||= !isInEnvironment;
    found.push(`${name} (${isInEnvironment ? 'environment' : '.env'})`);
  }
  return { values, found, isFromFile };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  return parseEnv(readText(path));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Lists the settings by name, without values. */
export function checkSettings({ values, found, isFromFile }: Settings, appDir: string): Finding {
  const names = found.length === 0 ? 'no variable is set' : found.join(', ');
  try {
    const { token } = connectionOf({}, values);
    if (token === undefined) {
      const remedy =
        'set CONVERGE_TOKEN; ignore this if the application passes its token to forRoot';
      return warn('configuration', `${names}; no token found`, remedy);
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return fail('configuration', names, error.message);
  }
  if (isFromFile && !loadsEnvFile(appDir)) {
    const remedy =
      `load it: ${hasNest(appDir) ? 'Nest does with ConfigModule of @nestjs/config, Node' : 'Node does'} with ` +
      '--env-file=.env; ignore this if the environment has the variables where the application runs';
    return warn('configuration', `${names}; the application seems not to load .env`, remedy);
  }
  const isDefault = !values[VARIABLES.token];
  return ok('configuration', isDefault ? `${names}; the token is the sandbox's default` : names);
}

/** Whether the sources or the scripts of an application name something that loads a .env file. */
function loadsEnvFile(appDir: string): boolean {
  if (/--env-file|dotenv/.test(readText(join(appDir, 'package.json')))) return true;
  for (const { text } of sourceTexts(appDir)) {
    if (/\b(?:ConfigModule|dotenv|loadEnvFile)\b/.test(text)) return true;
  }
  return false;
}

/** Checks the Node that runs this command, which should be the application's. */
export function checkNode(version = process.versions.node): Finding {
  const { node: range } = ownPackage().engines;
  return isInRange(version, range)
    ? ok('Node', version)
    : fail('Node', `${version} is not supported`, `use one of ${range}`);
}

/** Checks the peer dependencies: those that are optional too, where the application has Nest. */
export function checkPackages(appDir: string): Finding[] {
  const { peerDependencies, peerDependenciesMeta } = ownPackage();
  const isNest = hasNest(appDir);
  return Object.entries(peerDependencies)
    .filter(([name]) => isNest || peerDependenciesMeta[name]?.optional !== true)
    .filter(([name]) => name !== 'libsql')
    .map(([name, range]) => checkPackage(name, range, appDir));
}

function checkPackage(name: string, range: string, appDir: string): Finding {
  const version = installedVersion(name, appDir);
  if (version === undefined) return fail(name, 'is not installed', `run "npm install ${name}"`);
  if (name === '@nestjs/axios' && hasAxiosOfNest12(appDir)) {
    const message = `${version} is an ES module, which the Jest of Nest 11 cannot load before Node 24.9`;
    return warn(name, message, `run "${INSTALL_AXIOS_4}"`);
  }
  return isInRange(version, range)
    ? ok(name, version)
    : fail(name, `${version} is not supported`, `install one of ${range}`);
}

/** A pre-release counts as the release after it. */
export function isInRange(version: string, range: string): boolean {
  return satisfies(coerce(version) ?? version, range);
}

function hasNest(appDir: string): boolean {
  return installedVersion('@nestjs/core', appDir) !== undefined;
}

const IN_NEST = {
  call: /\benableShutdownHooks\s*\(/,
  name: 'enableShutdownHooks',
  remedy:
    'call app.enableShutdownHooks() in main.ts, so that a stopping process delivers its last events',
};
const WITHOUT_NEST = {
  call: /\bconverge\s*\.\s*close\s*\(/i,
  name: 'converge.close',
  remedy:
    'call converge.close() after the server is closed, so that a stopping process delivers its last events',
};

/** Checks whether the application's sources call what delivers the last events. */
export function checkShutdown(appDir: string): Finding {
  const { call, name, remedy } = hasNest(appDir) ? IN_NEST : WITHOUT_NEST;
  let count = 0;
  for (const { path, text } of sourceTexts(appDir)) {
    count++;
    if (call.test(text)) return ok('shutdown', `${name} is called in ${path}`);
  }
  return warn('shutdown', `no call of ${name} found in ${amount(count, 'source file')}`, remedy);
}
