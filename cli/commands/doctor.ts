import { join, resolve } from 'node:path';
import { parseEnv, styleText } from 'node:util';
import coerce from 'semver/functions/coerce.js';
import satisfies from 'semver/functions/satisfies.js';
import type { Dispatcher } from 'undici';
import { visibleLine } from '../../lib/event/visible.js';
import { type Environment, isLoopback, VARIABLES } from '../../lib/options/environment.js';
import { CliError, EXIT } from '../cli.error.js';
import { applicationFolder, type CliCommand, type Flags } from '../command.js';
import { connectionOf, type Connection } from '../connection.js';
import { fail, ok, readText, warn, type Finding } from '../doctor/finding.js';
import {
  hasAxiosOfNest12,
  INSTALL_AXIOS_4,
  installedIn,
  installedVersion,
  ownPackage,
  sourceTexts,
} from '../packages.js';
import { amount, answer } from '../print.js';
import { outboxPlaceOf } from '../with-outbox.js';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

export function addDoctor(program: CliCommand): void {
  program
    .add(
      'doctor',
      'Check your setup: versions, copies of Nest, configuration, outbox, endpoint, clock.',
    )
    .option('--app-dir <folder>', "the application's folder", '.')
    .flags('path', 'endpoint', 'json')
    .action(doctor);
}

async function doctor(flags: Flags & { readonly appDir: string }): Promise<void> {
  const findings = await checkAll(applicationFolder(flags.appDir), flags);
  const failed = findings.some(({ status }) => status === 'fail');
  answer(flags.json, { failed, findings }, ...findings.flatMap(describe), '', verdictOf(findings));
  if (failed) process.exitCode = EXIT.failed;
}

function describe({ subject, status, message, remedy }: Finding): string[] {
  const label = styleText(COLOURS[status], status.padEnd(4));
  const line = `${label}  ${visibleLine(`${subject}: ${message}`)}`;
  return remedy === undefined ? [line] : [line, `      ${visibleLine(remedy)}`];
}

function verdictOf(findings: readonly Finding[]): string {
  const named = (wanted: Finding['status']) => {
    const found = findings.filter(({ status }) => status === wanted);
    return [...new Set(found.map(({ subject }) => subject))].join(', ');
  };
  const [faults, warnings] = [named('fail'), named('warn')];
  if (faults !== '') return styleText(COLOURS.fail, `Not ready, repair: ${faults}.`);
  return warnings === ''
    ? styleText(COLOURS.ok, `Ready: ${findings.length} checks, and nothing to do.`)
    : styleText(COLOURS.warn, `Ready, but look at: ${warnings}.`);
}

/** All checks, in the order in which they are printed. @throws CliError for a wrong --path */
async function checkAll(appDir: string, { endpoint, path }: Flags): Promise<Finding[]> {
  const { checkOutbox, checkPlace, checkServer, checkSqlite } =
    await import('../doctor/check-outbox.js');
  const settings = readSettings(appDir);
  const { path: place, url } = outboxPlaceOf(path, settings.values);
  // As the application resolves it, from its folder; with a server, the file behind that.
  const isOfApplication = path === undefined || url !== undefined;
  const file = place === 'memory' ? place : resolve(isOfApplication ? appDir : '.', place);
  let source: Connection | undefined;
  try {
    source = connectionOf({ endpoint }, settings.values);
  } catch {
    // A wrong setting is a finding of its own.
  }
  return [
    checkNode(),
    ...checkPackages(appDir),
    ...checkCopies(appDir),
    checkSettings(settings, appDir),
    checkSqlite(appDir),
    ...(url === undefined ? [] : await checkServer(url, source)),
    ...(await checkOutbox(file, source)),
    ...checkPlace(appDir, file),
    ...(await checkEndpoint(endpoint, settings.values)),
    checkShutdown(appDir),
  ];
}

/** Checks the Node that runs this command, which should be the application's. */
export function checkNode(version = process.versions.node): Finding {
  const { node: range } = ownPackage().engines;
  return isInRange(version, range)
    ? ok('Node', version)
    : fail('Node', `${version} is not supported`, `use one of ${range}`);
}

/** Checks the peer dependencies: those that are optional too, where the application has Nest. */
function checkPackages(appDir: string): Finding[] {
  const { peerDependencies, peerDependenciesMeta } = ownPackage();
  return Object.entries(peerDependencies)
    .filter(([name]) => hasNest(appDir) || peerDependenciesMeta[name]?.optional !== true)
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
  return installedIn('@nestjs/core', appDir) !== undefined;
}

/** Checks whether the application and this library use the same Nest, which knows its parts by their classes. */
function checkCopies(appDir: string): Finding[] {
  const own = installedIn('nestjs-converge', appDir);
  if (own === undefined || !hasNest(appDir)) return [];
  const findings = ['@nestjs/common', '@nestjs/core'].flatMap((name) => {
    const [theirs, ours] = [installedIn(name, appDir), installedIn(name, own)];
    if (theirs === undefined || ours === undefined || theirs === ours) return [];
    const message = `there are two copies: the application uses ${theirs}, and nestjs-converge uses ${ours}`;
    const remedy =
      `keep one: find them with "npm ls ${name}", give all the same version, and run "npm dedupe"; a linked package ` +
      'uses the packages of its own folder';
    return [fail(name, message, remedy)];
  });
  return findings.length > 0
    ? findings
    : [ok('copies', `${own} and the application share one Nest`)];
}

/** The settings in the environment and in the application's .env file; the environment wins. */
function readSettings(appDir: string) {
  const file = parseEnv(readText(join(appDir, '.env')));
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

/** Lists the settings by name, without values. */
function checkSettings(
  { values, found, isFromFile }: ReturnType<typeof readSettings>,
  appDir: string,
): Finding {
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
      'load it with ConfigModule of @nestjs/config, or with --env-file=.env of Node; ignore this if the environment ' +
      'has the variables where the application runs';
    return warn('configuration', `${names}; the application seems not to load .env`, remedy);
  }
  const isDefault = !values[VARIABLES.token];
  return ok('configuration', isDefault ? `${names}; the token is the sandbox's default` : names);
}

/** Whether the sources or the scripts of an application name something that loads a .env file. */
function loadsEnvFile(appDir: string): boolean {
  if (/--env-file|dotenv/.test(readText(join(appDir, 'package.json')))) return true;
  const loads = /\b(?:ConfigModule|dotenv|loadEnvFile)\b/;
  return [...sourceTexts(appDir)].some(({ text }) => loads.test(text));
}

/** Checks whether the application's sources call what delivers the last events. */
function checkShutdown(appDir: string): Finding {
  const [name, call, remedy] = hasNest(appDir)
    ? [
        'enableShutdownHooks',
        /\benableShutdownHooks\s*\(/,
        'call app.enableShutdownHooks() in main.ts',
      ]
    : [
        'converge.close',
        /\bconverge\s*\.\s*close\s*\(/i,
        'call converge.close() after the server is closed',
      ];
  const sources = [...sourceTexts(appDir)];
  const found = sources.find(({ text }) => call.test(text));
  if (found !== undefined) return ok('shutdown', `${name} is called in ${found.path}`);
  const message = `no call of ${name} found in ${amount(sources.length, 'source file')}`;
  return warn(
    'shutdown',
    message,
    `${remedy}, so that a stopping process delivers its last events`,
  );
}

const TIMEOUT_MS = 10_000;
/** The largest difference of the clocks, in seconds; the Date header has whole seconds. */
const MAX_SKEW_S = 10;

/** Checks whether the endpoint can be reached, and compares the clocks. */
async function checkEndpoint(
  given: string | undefined,
  { CONVERGE_ENDPOINT }: Environment,
): Promise<Finding[]> {
  let endpoint: string;
  try {
    ({ endpoint } = connectionOf({ endpoint: given }, { CONVERGE_ENDPOINT }));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [fail('endpoint', 'cannot be used', error.message)];
  }
  // Only the origin: an endpoint may have a secret in its path.
  const { origin, hostname } = new URL(endpoint);
  const answer = await askEndpoint(endpoint, isLoopback(hostname));
  if (typeof answer === 'string') {
    const remedy =
      answer === 'ECONNREFUSED' && isLoopback(hostname)
        ? 'nothing listens there: start the sandbox (npx nestjs-converge sandbox), or check the address'
        : 'check the address, DNS, firewall and HTTPS_PROXY of this machine';
    return [fail('endpoint', `${origin} cannot be reached (${answer})`, remedy)];
  }
  const answered = `${origin} answers (${answer.status} to HEAD; any answer counts, no event and no token was sent)`;
  return [ok('endpoint', answered), checkClock(answer.date, answer.at)];
}

/**
 * Sends a HEAD request through the proxy that events use, if any. It has no body and no token, so it cannot
 * become an event.
 *
 * @returns why there was no answer; or the answer with the time of this machine, about when it was written
 */
async function askEndpoint(url: string, isLocal: boolean) {
  const begin = Date.now();
  const { Agent, EnvHttpProxyAgent, request } = await import('undici');
  let dispatcher: Dispatcher | undefined;
  try {
    dispatcher = isLocal ? new Agent() : new EnvHttpProxyAgent({ proxyTunnel: false });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { statusCode, headers } = await request(url, { method: 'HEAD', dispatcher, signal });
    const at = (begin + Date.now()) / 2;
    return { status: statusCode, date: Date.parse(String(headers['date'])), at };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS} ms`;
    return typeof code === 'string' ? code : 'the request failed';
  } finally {
    await dispatcher?.destroy();
  }
}

function checkClock(there: number, here: number): Finding {
  const remedy = 'synchronise the clock of this machine with NTP';
  if (Number.isNaN(there)) {
    return warn('clock', 'not checked: the endpoint sends no Date header', remedy);
  }
  const skew = Math.round((here - there) / 1_000);
  if (Math.abs(skew) <= MAX_SKEW_S) return ok('clock', `within ${MAX_SKEW_S} s of the endpoint's`);
  const message = `${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the endpoint's: events have wrong times`;
  return warn('clock', message, remedy);
}
