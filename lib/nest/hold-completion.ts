import { Observable, type Observer, type Unsubscribable } from 'rxjs';

export interface Subscribable<T> {
  subscribe(observer: Observer<T>): Unsubscribable;
}

/**
 * Passes values, errors and unsubscription of a handler's stream through at once. Only the completion is
 * held, until `onSuccess` is done with the last value or the time is over. Nest answers on completion, so
 * this works for promises, single values and observables. A stream that completes without a value has
 * no result: Nest answers it with an error.
 *
 * @param onSuccess must not reject
 * @param onTimeout called when the time is over first
 */
export function holdCompletion<T>(
  source: Subscribable<T>,
  onSuccess: (last: T) => Promise<void>,
  limitMs: number,
  onTimeout: () => void,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    let last: { readonly value: T } | undefined;
    return source.subscribe({
      next: (value) => {
        last = { value };
        subscriber.next(value);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => {
        if (last === undefined) {
          subscriber.complete();
          return;
        }
        const release = () => {
          clearTimeout(timer);
          subscriber.complete();
        };
        const timer = setTimeout(() => {
          release();
          onTimeout();
        }, limitMs);
        void onSuccess(last.value).finally(release);
      },
    });
  });
}
