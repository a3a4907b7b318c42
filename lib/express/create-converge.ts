import { debuglog } from 'node:util';
import { createEngine } from '../engine.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { resolveOptions, toOptions } from '../options/resolve-options.js';
import type { Log } from '../reporting/reporter.js';
import { Converge } from './converge.js';

/** A logger such as `console`, pino or winston. */
export interface ConvergeLogger {
  error(message: string): void;
  warn(message: string): void;
  info?(message: string): void;
  debug?(message: string): void;
}

/**
 * The options of {@link createConverge}: those of the Nest module, and a logger.
 */
export interface ConvergeOptions extends ConvergeModuleOptions {
  /**
   * Where log lines go. No line holds the token, a property or an alias.
   *
   * @default console, without debug lines unless NODE_DEBUG=converge
   */
  logger?: ConvergeLogger;
}

/**
 * Opens the outbox and starts to deliver its events. Create one for each process. Where the options say
 * nothing, the variables CONVERGE_TOKEN, CONVERGE_ENDPOINT and CONVERGE_OUTBOX_PATH of the environment
 * apply.
 *
 * @param token the source's webhook token
 * @throws ConvergeOptionsError for invalid settings
 *
 * @example
 * ```ts
 * const converge = await createConverge();
 * app.post('/orders', converge.trackResponse('Placed Order'), createOrder);
 * process.on('SIGTERM', () => server.close(() => converge.close()));
 * ```
 */
export function createConverge(
  token: string | undefined,
  options?: Omit<ConvergeOptions, 'token'>,
): Promise<Converge>;
export function createConverge(options?: ConvergeOptions): Promise<Converge>;
export async function createConverge(
  tokenOrOptions?: string | ConvergeOptions,
  more?: Omit<ConvergeOptions, 'token'>,
): Promise<Converge> {
  const { logger = consoleLogger, ...options } = toOptions('createConverge', tokenOrOptions, more);
  const engine = await createEngine(resolveOptions(options), { log: toLog(logger) });
  engine.start();
  return new Converge(engine);
}

const debug = debuglog('converge');

const consoleLogger: ConvergeLogger = {
  /* oxlint-disable no-console -- the default, as the application has given no logger */
  error: (message) => console.error(message),
  warn: (message) => console.warn(message),
  info: (message) => console.info(message),
  /* oxlint-enable no-console */
  debug: debug.enabled ? (message) => debug(message) : undefined,
};

function toLog(logger: ConvergeLogger): Log {
  const prefix = '[Converge] ';
  return {
    error: (message, _fields, stack) =>
      logger.error(prefix + (stack === undefined ? message : `${message}\n${stack}`)),
    warn: (message) => logger.warn(prefix + message),
    info: (message) => logger.info?.(prefix + message),
    debug: (message) => logger.debug?.(prefix + message),
    isDebugEnabled: () => logger.debug !== undefined,
  };
}
