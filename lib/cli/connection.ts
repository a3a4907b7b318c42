import { checkEndpoint, checkToken, isConvergesOwn } from '../options/check-endpoint.js';
import { ConvergeOptionsError } from '../options/converge-options.error.js';
import { CONVERGE_ENDPOINT } from '../options/defaults.js';
import { usageError } from './cli.error.js';
import { askSecret, canAsk } from './prompts.js';

/** What a command was given of them. */
export interface ConnectionOptions {
  readonly token?: string;
  readonly endpoint?: string;
}

/** Where events go, and as whose. */
export interface Connection {
  readonly endpoint: string;
  /** Missing only with an endpoint that needs none. */
  readonly token: string | undefined;
}

/**
 * Finds endpoint and token: as given, else in the environment; a token is asked for on a terminal.
 *
 * @throws CliError by the rules of the module's options
 */
export async function readConnection(options: ConnectionOptions): Promise<Connection> {
  const endpoint = options.endpoint ?? endpointOfEnvironment();
  const isOwn = isConvergesOwn(readEndpoint(endpoint));
  let token = options.token ?? process.env['CONVERGE_TOKEN'];
  if (!token && canAsk()) {
    const hint = isOwn ? '' : ' (empty, if the endpoint needs none)';
    token = await askSecret(`Webhook token of the source${hint}: `);
  }
  return { endpoint, token: readToken(token, isOwn) };
}

export function endpointOfEnvironment(environment: NodeJS.Dict<string> = process.env): string {
  return environment['CONVERGE_ENDPOINT'] || CONVERGE_ENDPOINT;
}

/** @throws CliError */
export function readEndpoint(endpoint: string): URL {
  refusedAs('The endpoint is not an http(s) URL: give a full one, or leave it out.', () =>
    checkEndpoint(endpoint, true),
  );
  return refusedAs(
    'The endpoint is plain http on another machine, where token and personal data can be read on the way: use https.',
    () => checkEndpoint(endpoint, false),
  );
}

/** @throws CliError */
export function readToken(token: string | undefined, isNeeded: boolean): string | undefined {
  if (!token && isNeeded) {
    throw usageError(
      'The token is missing: copy the webhook token of the source from Converge into CONVERGE_TOKEN.',
    );
  }
  return refusedAs(
    'The token holds white space or a character that no token has: copy it again.',
    () => checkToken(token, isNeeded),
  );
}

/** The options' own errors name the options of the module. */
function refusedAs<T>(message: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof ConvergeOptionsError ? usageError(message) : error;
  }
}
