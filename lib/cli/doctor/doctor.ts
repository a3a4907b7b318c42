import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULTS } from '../../options/defaults.js';
import { usageError } from '../cli.error.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { endpointOfEnvironment } from '../read-connection.js';
import { paint, type Colour } from '../terminal/colours.js';
import { print, printJson } from '../terminal/print.js';
import { visibleLine } from '../terminal/visible.js';
import { warn, type Finding } from './finding.js';
import { lookAtConfiguration } from './look-at-configuration.js';
import { lookAtContainer } from './look-at-container.js';
import { lookAtEndpoint } from './look-at-endpoint.js';
import { lookAtOutbox, lookAtSqlite } from './look-at-outbox.js';
import { lookAtShutdownHooks } from './look-at-shutdown-hooks.js';
import { lookAtNode, lookAtPackages } from './look-at-versions.js';
import { readSettings, type Settings } from './settings.js';

/** What it is asked for. */
export interface DoctorOptions {
  readonly appDir: string;
  readonly endpoint?: string;
  readonly path?: string;
  readonly json?: boolean;
}

const COLOURS: Record<Finding['status'], Colour> = { ok: 'green', warn: 'yellow', fail: 'red' };

export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const findings = await examine(options);
  const failed = findings.some(({ status }) => status === 'fail');
  if (options.json === true) printJson({ failed, findings });
  else print(...findings.flatMap(describe));
  return failed ? EXIT.failed : EXIT.fine;
}

async function examine({ appDir: given, endpoint, path }: DoctorOptions): Promise<Finding[]> {
  const appDir = resolve(given);
  if (statSync(appDir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw usageError(`There is no folder ${given}: give the application's with --app-dir.`);
  }
  const settings = readSettings(appDir);
  const outbox = findOutbox(appDir, path, settings);
  const packages = lookAtPackages(appDir);
  const isIncomplete = packages.some(({ status }) => status === 'fail');
  return [
    lookAtNode(),
    ...packages,
    ...lookAtConfiguration(settings),
    await lookAtSqlite(),
    await lookAtOutbox(outbox),
    ...lookAtContainer(appDir, outbox),
    // It is asked with the library's own code, which needs the packages.
    ...(isIncomplete
      ? [warn('endpoint', 'was not asked, because packages are missing', 'install them first')]
      : await lookAtEndpoint(endpoint ?? endpointOfEnvironment(settings.values))),
    lookAtShutdownHooks(appDir),
  ];
}

/** As the application finds it, whose paths are relative to its folder. */
function findOutbox(appDir: string, given: string | undefined, { values }: Settings): string {
  if (given !== undefined) return resolve(given);
  const path = values.CONVERGE_OUTBOX_PATH ?? DEFAULTS.outbox.path;
  return path === 'memory' ? path : resolve(appDir, path);
}

function describe({ subject, status, message, remedy }: Finding): string[] {
  const line = `${paint(status.padEnd(4), COLOURS[status])}  ${visibleLine(`${subject}: ${message}`)}`;
  return remedy === undefined ? [line] : [line, `      ${visibleLine(remedy)}`];
}
