/** For `node --import`: nothing of Nest, rxjs or axios can be loaded. */
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

type Next = (specifier: string, context: unknown) => Promise<unknown>;

/** A hook of Node, which runs it in a thread of its own. */
export async function resolve(specifier: string, context: unknown, next: Next): Promise<unknown> {
  if (/^(@nestjs\/|rxjs|axios)/.test(specifier)) throw new Error(`refused: ${specifier}`);
  return next(specifier, context);
}

if (isMainThread) register(import.meta.url);
