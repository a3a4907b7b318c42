import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.js';
import type { Verdict } from '../api/types.js';

const PAUSE_MS = 250;

interface Judged {
  readonly verdict?: Verdict;
  readonly error?: string;
}

/** Asks the sandbox for its verdict on a body, a moment after it was changed. */
export function useVerdict(body: string): Judged {
  const [judged, setJudged] = useState<Judged>({});
  useEffect(() => {
    if (body.trim() === '') return setJudged({});
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call<Verdict>('compare', { method: 'POST', body, signal: stop.signal }).then(
        (verdict) => setJudged({ verdict }),
        (error: Error) => {
          if (!stop.signal.aborted) setJudged({ error: error.message });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [body]);
  return judged;
}
