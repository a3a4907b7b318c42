import { isConvergesOwn, resolveConnection, type Connection } from '../lib/options/environment.js';
import { isLoopback } from '../lib/options/environment.js';
import { ConvergeOptionsError } from '../lib/options/check-values.js';
import type { Environment } from '../lib/options/environment.js';
import { CliError, usageError } from './cli.error.js';
import { askSecret, canAsk, confirm } from './prompts.js';

export type { Connection };

/** The token and endpoint as a command's options. */
export interface ConnectionOptions {
  readonly token?: string;
  readonly endpoint?: string;
}

/** What errors call the settings. */
export const FLAG_NAMES = {
  token: 'The option --token',
  endpoint: 'The option --endpoint',
  outbox: 'The option --path',
} as const;

/**
 * Decides on endpoint and token as the module does, and asks for a missing token on a terminal.
 *
 * @throws CliError for values that the module would refuse
 */
export async function readConnection(options: ConnectionOptions): Promise<Connection> {
  const connection = connectionOf(options);
  if (connection.token !== undefined) return connection;
  const isOwn = isConvergesOwn(new URL(connection.endpoint));
  const hint = isOwn ? '' : ' (leave it empty if the endpoint needs none)';
  const token = canAsk() ? await askSecret(`Webhook token of the source${hint}: `) : '';
  if (token === '' && isOwn) {
    throw usageError(
      'The token is missing: copy the webhook token of the source from Converge into CONVERGE_TOKEN.',
    );
  }
  return connectionOf({ ...options, token });
}

/**
 * Decides on endpoint and token as the module does, without asking.
 *
 * @throws CliError for values that the module would refuse
 */
export function connectionOf(
  options: ConnectionOptions,
  environment: Environment = process.env,
): Connection {
  const { token, endpoint } = options;
  return asUsageError(() => resolveConnection({ token, endpoint }, environment, FLAG_NAMES));
}

/** Asks before something is sent, unless the endpoint is on this machine. @throws CliError without consent */
export async function confirmSending(
  what: string,
  { endpoint }: Connection,
  isAgreed: boolean | undefined,
): Promise<void> {
  const url = new URL(endpoint);
  if (isLoopback(url.hostname)) return;
  const warning = isConvergesOwn(url) ? 'Converge cannot delete an event. ' : '';
  await confirm(`${warning}Send ${what} to ${url.host}?`, isAgreed);
}

/**
 * The error for a token and endpoint with which an outbox is probably another one's.
 *
 * @param more what else to check
 */
export function unknownSource(more = ''): CliError {
  return new CliError(
    `No application has used this outbox with this token and endpoint: check both${more}, or start the ` +
      'application with them first.',
  );
}

/** @throws CliError instead of the errors of the options */
export function asUsageError<T>(resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    throw error instanceof ConvergeOptionsError ? usageError(error.message) : error;
  }
}
