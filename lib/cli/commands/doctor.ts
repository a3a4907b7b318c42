import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { visibleLine } from '../../event/visible.js';
import { DEFAULTS } from '../../options/defaults.js';
import { EXIT, usageError } from '../cli.error.js';
import { addCommand, ENDPOINT_FLAG, JSON_FLAG, PATH_FLAG } from '../command.js';
import { endpointOfEnvironment } from '../connection.js';
import type { Finding } from '../doctor/finding.js';
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
  const [application, copies, outbox, place, network] = await Promise.all([
    import('../doctor/check-application.js'),
    import('../doctor/check-copies.js'),
    import('../doctor/check-outbox.js'),
    import('../doctor/check-place.js'),
    import('../doctor/check-endpoint.js'),
  ]);
  const settings = application.readSettings(appDir);
  const { CONVERGE_TOKEN: token } = settings.values;
  const address = endpoint ?? endpointOfEnvironment(settings.values);
  const file = findOutbox(appDir, path, settings.values.CONVERGE_OUTBOX_PATH);
  return [
    application.checkNode(),
    ...application.checkPackages(appDir),
    ...copies.checkCopies(appDir),
    application.checkSettings(settings),
    outbox.checkSqlite(appDir),
    ...(await outbox.checkOutbox(file, { endpoint: address, token })),
    ...place.checkPlace(appDir, file),
    ...(await network.checkEndpoint(address)),
    application.checkShutdownHooks(appDir),
  ];
}

/** Resolves the path as the application does, relative to its folder. */
function findOutbox(appDir: string, given: string | undefined, configured?: string): string {
  if (given !== undefined) return resolve(given);
  return configured === 'memory' ? configured : resolve(appDir, configured ?? DEFAULTS.outboxPath);
}

function describe({ subject, status, message, remedy }: Finding): string[] {
  const label = styleText(COLOURS[status], status.padEnd(4));
  const line = `${label}  ${visibleLine(`${subject}: ${message}`)}`;
  return remedy === undefined ? [line] : [line, `      ${visibleLine(remedy)}`];
}
