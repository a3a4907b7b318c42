import { useEffect, useState } from 'preact/hooks';
import type { RequestSummary } from '../../server/api-types.js';
import { Moment, NoMatch, OutcomeMark } from '../parts/basics.js';
import { useSize } from '../parts/hooks.js';
import { Icon } from '../parts/icon.js';
import { aliasTexts, cut, figure, money, nameText, ordinal, plural } from '../parts/text.js';
import { VirtualList } from '../parts/virtual-list.js';
import { changeId, href, route } from '../shell/route.js';
import { clearFilter } from './filter-bar.js';
import type { RequestList } from './request-list.js';
import { shownEventId } from './shown-event.js';
import type { LiveList } from './use-request-list.js';

/** Below these widths in pixels a row lacks what its detail has too, and has two lines. */
const NARROW_BELOW = 1024;
const STACKED_BELOW = 736;
const ROW = { height: 40, headerHeight: 32 };
const STACKED_ROW = { height: 64, headerHeight: 0 };
const HEADINGS = ['Event', 'Order', 'Alias', 'Event time', 'Ingested', 'Attempts', 'Outcome'];

/** Longer names and aliases are cut: no more of them would be visible. */
const MAX_NAME = 200;
const MAX_TITLE = 2000;

interface Props {
  /** A new object after each change of the list. */
  readonly live: LiveList;
  /** The number of the request in the detail panel. */
  readonly open: number | undefined;
}

/** The table of the log. */
export function RequestGrid({ live: { list }, open }: Props) {
  const { ref, width } = useSize<HTMLDivElement>();
  const isNarrow = width > 0 && width < NARROW_BELOW;
  const isStacked = isNarrow && width < STACKED_BELOW;
  const { height, headerHeight } = isStacked ? STACKED_ROW : ROW;
  const reveal = useReveal(list, open);

  return (
    <div class="log-frame" ref={ref}>
      {list.isLoaded && list.length === 0 ? (
        <NoMatch
          text="No request matches the filter."
          button="Clear filter"
          onClick={clearFilter}
        />
      ) : (
        <VirtualList
          // Another filter begins at the top.
          key={list.key}
          label="Events, each with its latest request, newest first"
          className={`log-grid ${isNarrow ? 'narrow' : ''} ${isStacked ? 'stacked' : ''}`}
          header={HEADINGS.map((heading) => (
            <span key={heading} role="columnheader">
              {heading}
            </span>
          ))}
          headerHeight={headerHeight}
          count={list.length}
          rowHeight={height}
          shift={list.shift}
          opensWhileMoving={open !== undefined}
          onTurn={(index, isOpening) => {
            const isShown = list.isOpened(index) || list.isAttempt(index);
            const canTurn = isOpening ? (list.at(index)?.attempt ?? 0) > 1 : isShown;
            return canTurn && isShown !== isOpening ? list.toggle(index) : index;
          }}
          reveal={reveal}
          onOpen={(index) => {
            const request = list.at(index);
            if (request !== undefined) changeId(request.number);
          }}
          row={(index) => {
            const request = list.at(index);
            if (request === undefined) {
              return { key: `at ${index}`, className: 'loading', isSelected: false, content: null };
            }
            const isAttempt = list.isAttempt(index);
            const isOpened = list.isOpened(index);
            const isOfShown = request.eventId !== null && request.eventId === shownEventId.value;
            const isOther = isAttempt || isOpened;
            return {
              key: request.number,
              className: `${request.outcome} ${isAttempt ? 'other-attempt' : ''}`,
              isSelected: request.number === open || (isOfShown && !isOther),
              content: (
                <RequestCells
                  request={request}
                  isStacked={isStacked}
                  isOpened={isOpened}
                  onToggle={isAttempt ? undefined : () => list.toggle(index)}
                />
              ),
            };
          }}
        />
      )}
    </div>
  );
}

/** Where the open request is, whenever another one is opened by a link. */
function useReveal(list: RequestList, open: number | undefined) {
  const [place, setPlace] = useState<{ index: number }>();
  const { isLoaded } = list;
  useEffect(() => {
    if (open === undefined || !isLoaded) return;
    let isStale = false;
    list.indexOf(open).then(
      (index) => {
        if (!isStale && index !== undefined) setPlace({ index });
      },
      () => {},
    );
    return () => {
      isStale = true;
    };
  }, [list, isLoaded, open]);
  return place;
}

const shortName = (name: string) => cut(nameText(name), MAX_NAME);

interface CellsProps {
  readonly request: RequestSummary;
  readonly isStacked: boolean;
  /** Whether the other attempts of its event are shown below it. */
  readonly isOpened: boolean;
  /** Shows or hides them; undefined for one of these. */
  readonly onToggle: (() => void) | undefined;
}

function RequestCells({ request, isStacked, isOpened, onToggle }: CellsProps) {
  const { number, eventName, inSpec, aliases, eventTime, receivedAt, attempt, outcome, warnings } =
    request;
  const { orderId, amount, currency } = request;
  const [first, ...others] = aliasTexts(aliases);
  const order = orderId !== null && (
    <span class="clip order-id" title={orderId}>
      {shortName(orderId)}
    </span>
  );
  return (
    <>
      <span role="gridcell" class="cell-event">
        <a
          tabIndex={-1}
          dir="auto"
          href={href('logs', number, Object.fromEntries(route.value.query))}
        >
          {eventName === null ? <span class="muted">no event name</span> : shortName(eventName)}
        </a>
        {eventName !== null && !inSpec && (
          <span class="tag" title="A custom event: Converge’s spec has no event of this name">
            custom
          </span>
        )}
        {isStacked && order}
        {warnings > 0 && (
          <span class="count" title={plural(warnings, 'warning')}>
            {warnings}
            <span class="off-screen"> {warnings === 1 ? 'warning' : 'warnings'}</span>
          </span>
        )}
      </span>
      <span role="gridcell" class="cell-order">
        {!isStacked && order}
        {amount !== null && <Amount text={money(amount, currency)} />}
      </span>
      <span role="gridcell" class="cell-alias">
        <span class="clip" title={cut(aliases.map(nameText).join('\n'), MAX_TITLE)}>
          {first === undefined ? 'none' : cut(first, MAX_NAME)}
          {others.map((other) => (
            <span key={other} class="other-alias">
              {cut(other, MAX_NAME)}
            </span>
          ))}
        </span>
        {others.length > 0 && <span class="more">+{others.length}</span>}
      </span>
      <span role="gridcell" class="cell-time">
        {eventTime === null ? <span class="muted">not given</span> : <Moment at={eventTime} />}
      </span>
      <span role="gridcell" class="cell-ingested">
        <Moment at={receivedAt} />
      </span>
      <span role="gridcell" class={attempt > 1 ? 'cell-attempt again' : 'cell-attempt'}>
        {onToggle === undefined ? (
          ordinal(attempt)
        ) : attempt === 1 ? (
          1
        ) : (
          <button
            type="button"
            class="link"
            tabIndex={-1}
            aria-expanded={isOpened}
            title={`${isOpened ? 'Hide' : 'Show'} all attempts of this event`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            <Icon name={isOpened ? 'down' : 'right'} />
            {figure(attempt)}
            {isStacked && '×'}
            <span class="off-screen"> attempts</span>
          </button>
        )}
      </span>
      <span role="gridcell" class="cell-outcome">
        <OutcomeMark outcome={outcome} />
      </span>
    </>
  );
}

function Amount({ text }: { text: string }) {
  return (
    <span class="amount" title={text}>
      {text}
    </span>
  );
}
