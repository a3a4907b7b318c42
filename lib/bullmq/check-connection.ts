import { createRequire } from 'node:module';
import { ConvergeOptionsError } from '../options/check-values.js';

/** A client of ioredis, as far as it matters here. */
interface Client {
  readonly isCluster?: boolean;
  readonly options?: { readonly maxRetriesPerRequest?: number | null; readonly keyPrefix?: string };
}

/** @throws ConvergeOptionsError for what would keep the events of a Redis from being sent */
export function checkRedis(connection: object, isClient: boolean, prefix = ''): void {
  const { isCluster = false, options } = connection as Client;
  const { keyPrefix } = (isClient ? options : (connection as Client['options'])) ?? {};
  if (keyPrefix) {
    throw new ConvergeOptionsError(
      'bullmq() cannot use a connection with "keyPrefix" of ioredis: leave it out, and give bullmq() a "prefix".',
    );
  }
  if (isCluster && !/\{.+\}/.test(prefix)) {
    throw new ConvergeOptionsError(
      'bullmq() needs a "prefix" in braces with a Redis Cluster, to have all keys on one node: prefix: "{converge}".',
    );
  }
  const isIoredis = options !== undefined && 'maxRetriesPerRequest' in options;
  if (isClient && !isCluster && isIoredis && options.maxRetriesPerRequest !== null) {
    throw new ConvergeOptionsError(
      'bullmq() needs a client that waits for its answers: create it with maxRetriesPerRequest: null.',
    );
  }
}

/**
 * @param from the file that imports BullMQ
 * @throws ConvergeOptionsError if BullMQ cannot load the package with which it talks to the server
 */
export function checkInstalled(client: 'ioredis' | 'pg', from: string = import.meta.url): void {
  const own = createRequire(from);
  let bullmq: string;
  try {
    bullmq = own.resolve('bullmq');
  } catch {
    // It is bundled into the application.
    return;
  }
  try {
    createRequire(bullmq).resolve(client);
  } catch {
    throw new ConvergeOptionsError(
      `bullmq() needs the package "${client}", which is not installed: run "npm install ${client}".`,
    );
  }
}
