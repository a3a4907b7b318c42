import { useEffect, useState } from 'preact/hooks';
import type { Answers } from '../../server/api-types.js';
import { addressOf, call, UNREACHABLE, type Question } from './call.js';
import { arrivals, resets } from './stream.js';

export interface Resource<T> {
  /** The data loaded last; it stays while newer data is loading. */
  readonly data: T | undefined;
  /** The address of the data. */
  readonly from: string | undefined;
  readonly error: string | undefined;
}

const PAUSE_MS = 1000;

/**
 * Reads from the JSON API, and again after new requests, at most once a second.
 *
 * @param everyMs also reads again at this interval, in milliseconds
 */
export function useResource<P extends keyof Answers>(
  question: Question<P>,
  everyMs?: number,
): Resource<Answers[P]> {
  const address = addressOf(question);
  const [loaded, setLoaded] = useState<{ address: string; data: Answers[P] }>();
  const [error, setError] = useState<string>();

  useEffect(() => {
    const stop = new AbortController();
    let isBusy = false;
    let isStale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const load = async () => {
      isStale = isBusy;
      if (isBusy) return;
      isBusy = true;
      try {
        const data = (await call(address, { signal: stop.signal })) as Answers[P];
        setLoaded({ address, data });
        setError(undefined);
      } catch (failure) {
        if (stop.signal.aborted) return;
        const { message } = failure as Error;
        // A bar says so above the data, which is loaded again as soon as the sandbox is back.
        if (message !== UNREACHABLE) setError(message);
      }
      isBusy = false;
      if (isStale) later();
    };
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void load();
      }, PAUSE_MS);
    };

    void load();
    const rhythm = everyMs === undefined ? undefined : setInterval(() => void load(), everyMs);
    const stops = [arrivals.add(later), resets.add(() => void load())];
    return () => {
      stop.abort();
      clearTimeout(timer);
      clearInterval(rhythm);
      for (const stopListening of stops) stopListening();
    };
  }, [address, everyMs]);

  // With other parameters of the same resource, the old data stays until the new data is loaded.
  const isCurrent = loaded?.address.split('?', 1)[0] === address.split('?', 1)[0];
  return { data: isCurrent ? loaded?.data : undefined, from: loaded?.address, error };
}
