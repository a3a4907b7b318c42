import { changeId } from '../state/route.js';
import { useSize } from '../parts/use-size.js';
import { VirtualList } from '../parts/virtual-list.js';
import { clearFilter } from './clear-filter.js';
import { RequestCells, RequestHeadings } from './request-cells.js';
import type { LiveList } from './use-request-list.js';

/** Below this width in pixels a row has two lines. */
const STACKED_BELOW = 640;
const ROW = { height: 40, headerHeight: 32 };
const STACKED_ROW = { height: 64, headerHeight: 0 };

interface Props {
  readonly live: LiveList;
  /** The number of the request that is shown in detail. */
  readonly open: number | undefined;
}

/** The log itself. */
export function RequestGrid({ live: { list }, open }: Props) {
  const { ref, width } = useSize<HTMLDivElement>();
  const isStacked = width > 0 && width < STACKED_BELOW;
  const { height, headerHeight } = isStacked ? STACKED_ROW : ROW;

  if (list.isLoaded && list.length === 0) {
    return (
      <div class="no-match">
        <p>No request matches the filter.</p>
        <button type="button" onClick={clearFilter}>
          Clear filter
        </button>
      </div>
    );
  }
  return (
    <div class="log-frame" ref={ref}>
      <VirtualList
        label="Requests, newest first"
        className={`log-grid ${isStacked ? 'stacked' : ''}`}
        header={<RequestHeadings />}
        headerHeight={headerHeight}
        count={list.length}
        rowHeight={height}
        shift={list.shift}
        opensWhileMoving={open !== undefined}
        onOpen={(index) => {
          const request = list.at(index);
          if (request !== undefined) changeId(request.number);
        }}
        row={(index) => {
          const request = list.at(index);
          if (request === undefined) {
            return { key: `at ${index}`, className: 'loading', isSelected: false, content: null };
          }
          return {
            key: request.number,
            className: request.outcome,
            isSelected: request.number === open,
            content: <RequestCells request={request} isStacked={isStacked} />,
          };
        }}
      />
    </div>
  );
}
