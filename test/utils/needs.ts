import { describe, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';

export const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
export const POSTGRES_URL =
  process.env['TEST_POSTGRES_URL'] ?? 'postgres://root@127.0.0.1:5432/test';

/**
 * For the top of a spec: `it` and `describe` of tests that need something of the machine. Where it is missing
 * they are skipped, and the run lists it at its end (`skipped-reporter.js`). On CI that is a failed test.
 */
export function needs(
  what: string,
  isThere: boolean,
): { readonly it: typeof it; readonly describe: typeof describe } {
  if (isThere) return { it, describe };
  if (process.env['CI']) {
    it(`has ${what}`, () => {
      throw new Error('It is missing, or cannot be used, and on CI no test may be left out.');
    });
  } else it.skip(`SKIPPED: tests that need ${what}`, () => undefined);
  return { it: it.skip as typeof it, describe: describe.skip as typeof describe };
}

/** For the top of a spec. Only root may become another user. */
export const needsRoot = () => needs('root', process.geteuid?.() === 0);

/** Whether tests can use a server: another one at its port, or one that refuses this user, is of no use. */
export async function canUse(url: string): Promise<boolean> {
  const isRedis = url.startsWith('redis');
  const client = isRedis
    ? new Redis(url, { lazyConnect: true, connectTimeout: 2_000, retryStrategy: () => null })
    : new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (client instanceof Redis) await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    if (client instanceof Redis) client.disconnect();
    else await client.end().catch(() => undefined);
  }
}
