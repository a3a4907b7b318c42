import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { read } from '../api/call.js';
import { arrivals, resets } from '../api/stream.js';
import { FILTER_NAMES, RequestList, type Filter } from './request-list.js';

export interface LiveList {
  readonly list: RequestList;
  readonly isPaused: boolean;
  /** The number of requests since the pause began, as text. */
  readonly waiting: string;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The requests that match a filter, with new ones unless it is paused. */
export function useRequestList(filter: Filter): LiveList {
  const [isPaused, setPaused] = useState(false);
  const [waiting, setWaiting] = useState('0');
  const list = useMemo(
    () => new RequestList(filter, (query) => read({ path: 'requests', query: { ...query } })),
    FILTER_NAMES.map((name) => filter[name]),
  );

  useEffect(() => {
    void list.start();
    const stop = resets.add(() => {
      setWaiting('0');
      void list.start();
    });
    return () => {
      list.close();
      stop();
    };
  }, [list]);

  // At once: an ordinary effect would run after what comes right after the pause.
  useLayoutEffect(() => {
    if (!isPaused) return arrivals.add(() => void list.catchUp());
    let isCounting = false;
    let isBehind = false;
    const count = () => {
      isBehind = isCounting;
      if (isCounting) return;
      isCounting = true;
      list
        .countNew()
        .then(({ count: found, isMore }) => setWaiting(isMore ? `${found}+` : String(found)))
        .catch(() => {})
        .finally(() => {
          isCounting = false;
          if (isBehind) count();
        });
    };
    return arrivals.add(count);
  }, [list, isPaused]);

  // Renders again when rows were added.
  void list.version.value;
  return {
    list,
    isPaused,
    waiting,
    pause: () => setPaused(true),
    resume: () => {
      setPaused(false);
      setWaiting('0');
      void list.catchUp();
    },
  };
}
