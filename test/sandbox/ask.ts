import type { Sandbox } from '../../sandbox/server/index.js';
import { call } from './sandbox-client.js';

/** Reads from the JSON API. */
export async function ask(sandbox: Sandbox, path: string): Promise<any> {
  return (await call(sandbox, { path })).json;
}

/** Sends JSON to the JSON API. */
export function send(sandbox: Sandbox, method: string, path: string, body: unknown) {
  return call(sandbox, {
    method,
    path,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}
