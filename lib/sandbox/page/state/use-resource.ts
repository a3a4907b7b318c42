import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.js';
import { arrivals, resets } from '../api/stream.js';

export interface Resource<T> {
  /** What was loaded last; it stays while newer is on its way. */
  readonly data: T | undefined;
  /** The path that it was loaded from. */
  readonly from: string | undefined;
  readonly error: string | undefined;
}

const PAUSE_MS = 1000;

/**
 * Loads something of the JSON API, and again after requests came, with a second between.
 *
 * @param everyMs loads it again in this rhythm too
 */
export function useResource<T>(path: string, everyMs?: number): Resource<T> {
  const [loaded, setLoaded] = useState<{ path: string; data: T }>();
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
        const data = await call<T>(path, { signal: stop.signal });
        setLoaded({ path, data });
        setError(undefined);
      } catch (failure) {
        if (stop.signal.aborted) return;
        setError((failure as Error).message);
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
  }, [path, everyMs]);

  const isCurrent = loaded !== undefined && isSameThing(loaded.path, path);
  return { data: isCurrent ? loaded.data : undefined, from: loaded?.path, error };
}

/** Other parameters ask for another part of the same thing: what is shown may stay until then. */
function isSameThing(one: string, other: string): boolean {
  return one.split('?', 1)[0] === other.split('?', 1)[0];
}
