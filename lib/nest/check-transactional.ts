import { ConvergeOptionsError } from '../options/check-values.js';
import type { Transactions } from '../tracking/transactions.js';
import { answersItself } from './answers-itself.js';

/** What a handler may return that ends after its method, and so after its transaction. */
const STREAMS = new Set(['Observable', 'StreamableFile']);

/**
 * Refuses `transactional: true` where it cannot work.
 *
 * @param handler `Class#method`, for the message
 * @throws ConvergeOptionsError
 */
export function checkTransactional(
  type: new () => unknown,
  method: string,
  handler: string,
  { current }: Transactions,
): void {
  const who = `@TrackConverge with transactional: true on ${handler}`;
  if (current === undefined) {
    throw new ConvergeOptionsError(
      `${who} needs the option "transactions" with "transaction": e.g. postgres({ connection, transaction: () ` +
        '=> TransactionHost.getInstance().tx }).',
    );
  }
  const why = answersItself(type, method)
    ? 'takes over its response with @Res() or @Next()'
    : returnsStream(type.prototype, method)
      ? 'returns a stream'
      : undefined;
  if (why !== undefined) {
    throw new ConvergeOptionsError(
      `${who}: a handler that ${why} has no result when its transaction ends. Use ConvergeService.enqueue in it.`,
    );
  }
}

function returnsStream(prototype: object, method: string): boolean {
  const handler = (prototype as Record<string, object>)[method]!;
  const returned = Reflect.getMetadata('design:returntype', prototype, method);
  return Reflect.getMetadata('__sse__', handler) === true || STREAMS.has(returned?.name);
}
