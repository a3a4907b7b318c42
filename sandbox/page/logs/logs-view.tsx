import { useEffect, useRef } from 'preact/hooks';
import { LoadError } from '../parts/basics.js';
import { FirstEvent } from '../parts/first-event.js';
import { isNarrow } from '../parts/hooks.js';
import { changeId, route } from '../shell/route.js';
import { FilterBar } from './filter-bar.js';
import { DetailPanel } from './detail-panel.js';
import { RequestGrid } from './request-grid.js';
import { FILTER_NAMES, type Filter } from './request-list.js';
import { useRequestList } from './use-request-list.js';

/** The requests, newest first, and one of them in detail. */
export function LogsView() {
  const { id, query } = route.value;
  const filter: Filter = Object.fromEntries(
    FILTER_NAMES.map((name) => [name, query.get(name) ?? undefined]),
  );
  const live = useRequestList(filter);
  const { list } = live;
  const open = Number(id) || undefined;
  const isCovered = open !== undefined && isNarrow.value;
  const isEmpty = list.isLoaded && list.total === 0;

  // After the detail panel is closed, the focus returns to the log.
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
        <LoadError message={list.error.value} />
        {isEmpty ? <FirstEvent /> : <RequestGrid live={live} open={open} />}
      </section>
      {open !== undefined && <DetailPanel number={open} onClose={() => changeId(undefined)} />}
    </div>
  );
}
