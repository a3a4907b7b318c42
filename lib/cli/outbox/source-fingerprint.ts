import { describeSource, fingerprintSource } from '../../outbox/source-fingerprint.js';
import type { Connection } from '../connection.js';
import type { OutboxFile } from './outbox-file.js';

/**
 * The number that the file has for a token and endpoint, found as the module does: by a fingerprint
 * with the file's own salt.
 *
 * @returns undefined where no application with them has used the file
 */
export function sourceOf(file: OutboxFile, connection: Connection): number | undefined {
  const { endpoint, token } = connection;
  const { salt } = file.statements.get<{ salt: string }>('SELECT salt FROM meta');
  const fingerprint = fingerprintSource(describeSource(endpoint, token), salt);
  return file.statements.get<{ id: number } | undefined>(
    'SELECT id FROM sources WHERE fingerprint = ?',
    fingerprint,
  )?.id;
}
