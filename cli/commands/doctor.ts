import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import type { Environment } from '../../lib/options/environment.js';
import { EXIT, usageError } from '../cli.error.js';
import { addCommand, ENDPOINT_FLAG, JSON_FLAG, PATH_FLAG } from '../command.js';
import { connectionOf, type Connection } from '../connection.js';
import type { Finding } from '../doctor/finding.js';
import { outboxPlaceOf } from '../with-outbox.js';
import { print, printJson } from '../print.js';

interface DoctorOptions {
  readonly appDir: string;
  readonly endpoint?: string;
  readonly path?: string;
  readonly json?: boolean;
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

export function addDoctor(program: Command): void {
  addCommand(
    program,
    'doctor',
    'Check your setup: versions, copies of packages, configuration, outbox, endpoint, clock.',
  )
    .option('--app-dir <folder>', "the application's folder", '.')
    .option(...PATH_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...JSON_FLAG)
    .action(async (options: DoctorOptions) => {
      const findings = await examine(options);
      const failed = findings.some(({ status }) => status === 'fail');
      if (options.json === true) printJson({ failed, findings });
      else print(...findings.flatMap(describe));
      if (failed) process.exitCode = EXIT.failed;
    });
}

async function examine({ appDir: given, endpoint, path }: DoctorOptions): Promise<Finding[]> {
  const appDir = resolve(given);
  if (statSync(appDir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw usageError(`${given} is not a folder: give the application's folder with --app-dir.`);
  }
  const [application, copies, outbox, server, place, network] = await Promise.all([
    import('../doctor/check-application.js'),
    import('../doctor/check-copies.js'),
    import('../doctor/check-outbox.js'),
    import('../doctor/check-server.js'),
    import('../doctor/check-place.js'),
    import('../doctor/check-endpoint.js'),
  ]);
  const settings = application.readSettings(appDir);
  const { file, url } = findOutbox(appDir, path, settings.values);
  const source = sourceOf(endpoint, settings.values);
  return [
    application.checkNode(),
    ...application.checkPackages(appDir),
    ...copies.checkCopies(appDir),
    application.checkSettings(settings, appDir),
    outbox.checkSqlite(appDir),
    ...(url === undefined ? [] : await server.checkServer(url, source)),
    ...(await outbox.checkOutbox(file, source)),
    ...place.checkPlace(appDir, file),
    ...(await network.checkEndpoint(endpoint, settings.values)),
    application.checkShutdown(appDir),
  ];
}

/** The place as the application resolves it, relative to its folder; with a server, the file of its spill. */
function findOutbox(appDir: string, given: string | undefined, environment: Environment) {
  const { path, url } = outboxPlaceOf(given, environment);
  if (path === 'memory') return { file: path, url };
  const isOfApplication = given === undefined || url !== undefined;
  return { file: isOfApplication ? resolve(appDir, path) : resolve(path), url };
}

/** Undefined if a setting is wrong, which other findings say. */
function sourceOf(endpoint: string | undefined, values: Environment): Connection | undefined {
  try {
    return connectionOf({ endpoint }, values);
  } catch {
    return undefined;
  }
}

function describe({ subject, status, message, remedy }: Finding): string[] {
  const label = styleText(COLOURS[status], status.padEnd(4));
  const line = `${label}  ${visibleLine(`${subject}: ${message}`)}`;
  return remedy === undefined ? [line] : [line, `      ${visibleLine(remedy)}`];
}
