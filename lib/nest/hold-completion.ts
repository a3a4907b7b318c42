import { Observable } from 'rxjs';
import { queueMicrotask } from '../timers.js';
import { releaseAfter } from '../tracking/release-after.js';

/**
 * Passes values, errors and unsubscription of a handler's stream through. Only the completion is held, with
 * the value that it follows at once, until `onSuccess` is done with the last value or the time is over.
 * Nest answers HTTP on completion, messages and sockets with each value: of a handler that returns no
 * stream, the value is the answer. A stream that completes without a value has no result: Nest answers it
 * with an error. A value that is a promise, as an interceptor between the handler and this one may emit it,
 * is waited for as Nest waits for it; if it rejects, so does the call.
 *
 * @param onSuccess must not reject
 * @param limitMs milliseconds, from when the result is there
 * @param onTimeout called when the time is over first
 */
export function holdCompletion<T>(
  source: Observable<T>,
  onSuccess: (last: Awaited<T>) => Promise<void>,
  limitMs: number,
  onTimeout: () => void,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    let last: { readonly value: T } | undefined;
    let isPassed = true;
    let isComplete = false;
    const pass = () => {
      if (isPassed) return;
      isPassed = true;
      subscriber.next(last!.value);
    };
    const release = () => {
      pass();
      subscriber.complete();
    };
    const hold = (result: Awaited<T>) =>
      releaseAfter(() => onSuccess(result), limitMs, release, onTimeout);
    return source.subscribe({
      next: (value) => {
        pass();
        last = { value };
        isPassed = false;
        // If the stream ends with this value, it does so before that.
        queueMicrotask(() => {
          if (!isComplete) pass();
        });
      },
      error: (error: unknown) => {
        pass();
        subscriber.error(error);
      },
      complete: () => {
        isComplete = true;
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
