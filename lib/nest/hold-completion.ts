import { Observable, type Observer, type Unsubscribable } from 'rxjs';
import { releaseAfter } from '../tracking/release-after.js';

export interface Subscribable<T> {
  subscribe(observer: Observer<T>): Unsubscribable;
}

/**
 * Passes values, errors and unsubscription of a handler's stream through at once. Only the completion is
 * held, until `onSuccess` is done with the last value or the time is over. Nest answers on completion, so
 * this works for promises, single values and observables. A stream that completes without a value has
 * no result: Nest answers it with an error. A value that is a promise, as an interceptor between the
 * handler and this one may emit it, is waited for as Nest waits for it; if it rejects, so does the call.
 *
 * @param onSuccess must not reject
 * @param limitMs milliseconds, from when the result is there
 * @param onTimeout called when the time is over first
 */
export function holdCompletion<T>(
  source: Subscribable<T>,
  onSuccess: (last: Awaited<T>) => Promise<void>,
  limitMs: number,
  onTimeout: () => void,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    let last: { readonly value: T } | undefined;
    const release = () => subscriber.complete();
    const hold = (result: Awaited<T>) =>
      releaseAfter(() => onSuccess(result), limitMs, release, onTimeout);
    return source.subscribe({
      next: (value) => {
        last = { value };
        subscriber.next(value);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => {
        if (last === undefined) release();
        else if (isPromise(last.value)) last.value.then(hold, release);
        else hold(last.value as Awaited<T>);
      },
    });
  });
}

function isPromise<T>(value: T): value is T & PromiseLike<Awaited<T>> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
