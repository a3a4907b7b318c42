import { request as httpRequest, type Agent } from 'node:http';
import type { Sandbox, SandboxOptions } from '../../sandbox/server/index.js';
import { useSandbox } from '../utils/use-sandbox.js';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: any;
}

export interface Call {
  method?: string;
  path?: string;
  headers?: Record<string, string | undefined>;
  body?: string;
  agent?: Agent;
}

/** A valid event; each has an id of its own unless the changes have one. */
export function anEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    event_name: 'Placed Order',
    event_id: `order-${++count}`,
    properties: { id: '1001', total_price: 59.9, currency: 'EUR' },
    profile_properties: { $email: 'ada@example.com' },
    aliases: ['urn:email:ada@example.com'],
    timestamp: '2024-09-02T12:34:56Z',
    ...changes,
  };
}
let count = 0;

/** Unlike fetch, node:http lets a test choose Host and Origin. */
export function call(sandbox: Sandbox, { method = 'GET', path = '/', ...rest }: Call = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const headers = Object.entries(rest.headers ?? {}).filter(([, value]) => value !== undefined);
    const request = httpRequest(
      sandbox.url + path,
      { method, headers: Object.fromEntries(headers) as Record<string, string>, agent: rest.agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type']?.startsWith('application/json');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson && text !== '' ? JSON.parse(text) : undefined,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(rest.body);
  });
}

/** Posts to the webhook as a sender should, with changes. */
export function post(sandbox: Sandbox, body: unknown, changes: Call = {}): Promise<Answer> {
  return call(sandbox, {
    method: 'POST',
    path: '/api/webhooks',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...changes,
    headers: {
      'content-type': 'application/json',
      'x-webhook-token': sandbox.token,
      ...changes.headers,
    },
  });
}

/** Reads from the JSON API. */
export async function ask(sandbox: Sandbox, path: string): Promise<any> {
  return (await call(sandbox, { path })).json;
}

/** The functions here for one sandbox. */
export function clientOf(sandbox: Sandbox) {
  return {
    sandbox,
    call: (given?: Call) => call(sandbox, given),
    post: (body: unknown, changes?: Call) => post(sandbox, body, changes),
    ask: (path: string) => ask(sandbox, path),
    /** Sends JSON to the JSON API. */
    send: (method: string, path: string, body: unknown) =>
      post(sandbox, body, { method, path, headers: { 'x-webhook-token': undefined } }),
  };
}

/** For the top of a spec: a new sandbox for each test. */
export function useClient(options?: SandboxOptions) {
  return clientOf(useSandbox(options));
}
