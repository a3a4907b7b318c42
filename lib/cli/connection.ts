import { checkEndpoint, checkToken, isConvergesOwn } from '../options/check-endpoint.js';
import { ConvergeOptionsError } from '../options/converge-options.error.js';
import { CONVERGE_ENDPOINT } from '../options/defaults.js';
import { usageError } from './cli.error.js';
import { askSecret, canAsk } from './prompts.js';

/** The token and endpoint as a command's options. */
export interface ConnectionOptions {
  readonly token?: string;
  readonly endpoint?: string;
}

/** The endpoint that events are posted to, and its token. */
export interface Connection {
  readonly endpoint: string;
  /** Undefined for an endpoint that needs no token. */
  readonly token: string | undefined;
}

/**
 * Reads endpoint and token from the options, else from the environment, and asks for a missing token on a
 * terminal.
 *
 * @throws CliError for values that the module's options would refuse
 */
export async function readConnection(options: ConnectionOptions): Promise<Connection> {
  const endpoint = options.endpoint ?? endpointOfEnvironment();
  const isOwn = isConvergesOwn(readEndpoint(endpoint));
  let token = options.token ?? process.env['CONVERGE_TOKEN'];
  if (!token && canAsk()) {
    const hint = isOwn ? '' : ' (leave it empty if the endpoint needs none)';
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
    'The endpoint is plain http to another machine, which exposes the token and personal data: use https.',
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
  return refusedAs('The token holds white space or another invalid character: copy it again.', () =>
    checkToken(token, isNeeded),
  );
}

/** Replaces the message, because the errors of the options name the options of the module. */
function refusedAs<T>(message: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof ConvergeOptionsError ? usageError(message) : error;
  }
}
