import { createHmac } from 'node:crypto';

/** What a source is told apart by. */
export function describeSource(endpoint: string, token = ''): string {
  return JSON.stringify([endpoint, token]);
}

/** What the file keeps of a source, of which neither token nor endpoint can be read. */
export function fingerprintSource(source: string, salt: string): string {
  return createHmac('sha256', salt).update(source).digest('hex');
}
