import { useEffect, useRef } from 'preact/hooks';
import type { Detail } from '../api/types.js';
import { LoadError } from '../parts/load-error.js';
import { Tabs } from '../parts/tabs.js';
import { isNarrow } from '../state/media.js';
import { changeQuery, route } from '../state/route.js';
import { useResource } from '../state/use-resource.js';
import { DetailCopies } from './detail-copies.js';
import { DetailEvent } from './detail-event.js';
import { DetailHead } from './detail-head.js';
import { DetailRequest } from './detail-request.js';

interface Props {
  readonly number: number;
  readonly onClose: () => void;
}

/** All that is known of one request. */
export function RequestDetail({ number, onClose }: Props) {
  const { data, error } = useResource<Detail>(`requests/${number}`);
  const panel = useRef<HTMLElement>(null);
  // The one before stays until the next is there, so that nothing blinks while one moves along.
  const last = useRef<Detail>(undefined);
  last.current = data ?? last.current;
  const detail = data ?? (error === undefined ? last.current : undefined);

  useEffect(() => {
    if (isNarrow.value) panel.current?.focus();
  }, []);
  useEffect(() => panel.current?.scrollTo(0, 0), [number]);

  return (
    <aside ref={panel} class="detail" aria-label={`Request ${number}`} tabIndex={-1}>
      {detail === undefined ? (
        <div class="detail-missing">
          <button type="button" onClick={onClose}>
            Close
          </button>
          {error !== undefined && <LoadError message={error} />}
        </div>
      ) : (
        <>
          <DetailHead detail={detail} onClose={onClose} />
          <Tabs
            label="Parts of the request"
            chosen={route.value.query.get('show') ?? 'event'}
            onChoose={(show) => changeQuery({ show: show === 'event' ? undefined : show })}
            tabs={[
              { id: 'event', label: 'Event', content: () => <DetailEvent detail={detail} /> },
              { id: 'request', label: 'Request', content: () => <DetailRequest detail={detail} /> },
              {
                id: 'copies',
                label: `Same id (${detail.copies.length})`,
                content: () => <DetailCopies detail={detail} />,
              },
            ]}
          />
        </>
      )}
    </aside>
  );
}
