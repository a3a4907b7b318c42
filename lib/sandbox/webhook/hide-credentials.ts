import type { IncomingHttpHeaders } from 'node:http';

const LEFT_OUT: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** The headers of a request as they may be kept and shown. */
export function hideCredentials(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || LEFT_OUT.has(name)) continue;
    shown[name] = name === 'x-webhook-token' ? '[token]' : String(value);
  }
  return shown;
}
