import {
  type Connection,
  type Environment,
  isConvergesOwn,
  isLoopback,
  resolveConnection,
} from '../lib/options/environment.js';
import { ConvergeOptionsError } from '../lib/options/check-values.js';
import { CliError, usageError } from './cli.error.js';
import type { Flags } from './command.js';
import { askSecret, canAsk, confirm } from './prompts.js';

export type { Connection };

/** What errors call the settings. */
export const FLAG_NAMES = {
  token: 'The option --token',
  endpoint: 'The option --endpoint',
  outbox: 'The option --path',
} as const;

/**
 * Decides on endpoint and token as the module does, and asks for a missing token on a terminal, with a sentence
 * that says why, if that is not obvious. @throws CliError for values that the module would refuse
 */
export async function readConnection(options: Flags, why?: string): Promise<Connection> {
  const connection = connectionOf(options);
  if (connection.token !== undefined) return connection;
  const isOwn = isConvergesOwn(new URL(connection.endpoint));
  const hint = isOwn ? '' : ' (leave it empty if the endpoint needs none)';
  const reason = why === undefined ? '' : `${why} `;
  const token = canAsk() ? await askSecret(`${reason}Webhook token of the source${hint}: `) : '';
  if (token === '' && isOwn) {
    throw usageError(
      `${reason}The token is missing: copy the webhook token of the source from Converge into CONVERGE_TOKEN.`,
    );
  }
  return connectionOf({ ...options, token });
}

/** The same without asking. @throws CliError for values that the module would refuse */
export function connectionOf(options: Flags, environment: Environment = process.env): Connection {
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

/** The error for a token and endpoint with which an outbox is probably another one's. */
export function unknownSource(): CliError {
  return new CliError(
    'No application has used this outbox with this token and endpoint: check both (and the queue, prefix or schema ' +
      'in the URL of a server), or start the application with them first.',
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
