import { useEffect, useRef } from 'preact/hooks';
import { isNarrow } from '../state/media.js';
import { changeId, route } from '../state/route.js';
import { FirstEvent } from '../parts/first-event.js';
import { LoadError } from '../parts/load-error.js';
import { FilterBar } from './filter-bar.js';
import { readFilter } from './filter.js';
import { RequestDetail } from './request-detail.js';
import { RequestGrid } from './request-grid.js';
import { useRequestList } from './use-request-list.js';

/** What comes, newest first, and one of it in detail. */
export function LogsView() {
  const filter = readFilter(route.value.query);
  const live = useRequestList(filter);
  const { list } = live;
  const open = Number(route.value.id) || undefined;
  const isCovered = open !== undefined && isNarrow.value;
  const isEmpty = list.isLoaded && list.total === 0;

  // After a detail was closed, the keyboard goes on in the log.
  const section = useRef<HTMLElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current !== undefined && open === undefined) {
      section.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
    }
    wasOpen.current = open;
  }, [open]);

  return (
    <div class="logs">
      <section ref={section} class="logs-list" aria-label="Requests" inert={isCovered}>
        <FilterBar filter={filter} live={live} />
        {list.error.value !== undefined && <LoadError message={list.error.value} />}
        {isEmpty ? <FirstEvent /> : <RequestGrid live={live} open={open} />}
      </section>
      {open !== undefined && <RequestDetail number={open} onClose={() => changeId(undefined)} />}
    </div>
  );
}
