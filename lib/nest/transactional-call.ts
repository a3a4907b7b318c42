import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tracking } from '../tracking/map-event.js';
import type { TrackingDeclaration } from '../tracking/track-options.interface.js';
import type { HandlerTransaction } from '../tracking/transactions.js';

type Method = (this: unknown, ...args: any[]) => unknown;

/** The running calls of handlers with `transactional: true`, for the methods that {@link trackInside} wraps. */
export const transactionalCalls = new AsyncLocalStorage<TransactionalCall>();

/**
 * One call of a handler with `transactional: true`. Its method may run several times: a decorator that
 * runs it in a transaction may try again.
 */
export class TransactionalCall {
  /** Where the events of the last run were written; undefined if that was in no transaction. */
  transaction?: HandlerTransaction;

  /**
   * @param declarations of the handler
   * @param track tracks its transactional events in the transaction that is open; must not reject
   */
  constructor(
    readonly declarations: readonly TrackingDeclaration[],
    private readonly track: (
      result: unknown,
      args: readonly unknown[],
    ) => Promise<HandlerTransaction | undefined>,
  ) {}

  async run(method: () => unknown, args: readonly unknown[]): Promise<unknown> {
    this.transaction = undefined;
    const result = await method();
    this.transaction = await this.track(result, args);
    return result;
  }
}

/**
 * Wraps a handler's method, so that its events are tracked between its result and the commit of a
 * decorator above it. What other decorators have written on the method stays.
 */
export function trackInside(
  declaration: TrackingDeclaration,
  descriptor: TypedPropertyDescriptor<any>,
): void {
  const method: Method = descriptor.value;
  const wrapped: Method = function (...args) {
    const call = transactionalCalls.getStore();
    // Called by a test, or by another handler.
    if (call?.declarations.includes(declaration) !== true) return method.apply(this, args);
    return call.run(() => method.apply(this, args), args);
  };
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(wrapped, name, { value: method[name], configurable: true });
  }
  for (const key of Reflect.getMetadataKeys(method)) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapped);
  }
  descriptor.value = wrapped;
}

export function isTransactional({ options }: Pick<Tracking, 'options'>): boolean {
  return options.transactional === true;
}
