import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { indexAfter, useSize } from './hooks.js';
import { Icon } from './icon.js';
import { figure } from './text.js';

/** The number of rows that are rendered above and below the visible ones. */
const SPARE = 8;

export interface VirtualRow {
  readonly key: string | number;
  readonly className: string;
  readonly isSelected: boolean;
  /** The cells. */
  readonly content: ComponentChildren;
}

interface Props {
  readonly label: string;
  readonly className: string;
  /** The column headings, which do not scroll. */
  readonly header: ComponentChildren;
  readonly headerHeight: number;
  readonly count: number;
  readonly rowHeight: number;
  /** The number of rows added on top so far, so that the visible rows keep their place. */
  readonly shift: number;
  readonly row: (index: number) => VirtualRow;
  readonly onOpen: (index: number) => void;
  /** Shows (or hides) what is below a row, with an arrow to the right (or left). @returns its row then */
  readonly onTurn: (index: number, isOpening: boolean) => number;
  /** Whether arrow keys open rows at once, because a row is open already. */
  readonly opensWhileMoving: boolean;
  /** A row to scroll to; a new object scrolls again. */
  readonly reveal: { readonly index: number } | undefined;
}

/** A grid of any length that renders only the visible rows. All rows have the same height. */
export function VirtualList(props: Props) {
  const { count, rowHeight, headerHeight, shift, onOpen } = props;
  const { ref, height } = useSize<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const [active, setActive] = useState<number>();
  const lastShift = useRef(shift);
  /** The shift when the top was visible last. */
  const [seen, setSeen] = useState(shift);
  const unseen = top === 0 ? 0 : shift - seen;

  useLayoutEffect(() => {
    const moved = shift - lastShift.current;
    lastShift.current = shift;
    const element = ref.current;
    if (moved === 0 || element === null) return;
    setActive((index) => (index === undefined ? undefined : index + moved));
    if (element.scrollTop === 0) return setSeen(shift);
    element.scrollTop += moved * rowHeight;
    setTop(element.scrollTop);
  }, [shift]);

  const scrollTo = (position: number) => {
    const element = ref.current;
    if (element === null) return;
    element.scrollTop = position;
    setTop(element.scrollTop);
    if (element.scrollTop === 0) setSeen(shift);
  };

  useLayoutEffect(() => {
    const { index } = props.reveal ?? {};
    if (index === undefined || height === 0) return;
    setActive(index);
    const place = index * rowHeight;
    const room = height - headerHeight;
    const position = ref.current?.scrollTop ?? 0;
    const isVisible = place >= position && place + rowHeight <= position + room;
    if (!isVisible) scrollTo(Math.max(0, place - Math.round((room - rowHeight) / 2)));
  }, [props.reveal, height === 0]);

  const moveTo = (index: number) => {
    setActive(index);
    const room = height - headerHeight - rowHeight;
    const lowest = index * rowHeight;
    scrollTo(Math.min(lowest, Math.max(ref.current?.scrollTop ?? 0, lowest - room)));
    if (props.opensWhileMoving) onOpen(index);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && active !== undefined) return onOpen(active);
    if (['ArrowRight', 'ArrowLeft'].includes(event.key) && active !== undefined) {
      event.preventDefault();
      return setActive(props.onTurn(active, event.key === 'ArrowRight'));
    }
    const page = Math.max(1, Math.floor((height - headerHeight) / rowHeight) - 1);
    const next = indexAfter(event.key, active ?? -1, count, page);
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
  };

  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE);
  const isActiveDrawn = active !== undefined && active >= first && active < end;
  const rows: JSX.Element[] = [];
  for (let index = first; index < end; index++) {
    const { key, className, isSelected, content } = props.row(index);
    rows.push(
      <div
        key={key}
        id={`row-${index}`}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        class={`grid-row ${className} ${index === active ? 'active' : ''}`}
        style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          setActive(index);
          onOpen(index);
        }}
      >
        {content}
      </div>,
    );
  }

  return (
    <>
      <div
        ref={ref}
        class={`grid ${props.className}`}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-activedescendant={isActiveDrawn ? `row-${active}` : undefined}
        tabIndex={0}
        data-main-list
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget: { scrollTop } }) => {
          setTop(scrollTop);
          if (scrollTop === 0) setSeen(shift);
        }}
      >
        <div class="grid-head" role="row" aria-rowindex={1} style={{ height: `${headerHeight}px` }}>
          {props.header}
        </div>
        <div class="grid-body" role="rowgroup" style={{ height: `${count * rowHeight}px` }}>
          {rows}
        </div>
      </div>
      {unseen > 0 && (
        <button
          type="button"
          class="unseen primary"
          style={{ top: `${headerHeight + 8}px` }}
          onClick={() => {
            scrollTo(0);
            ref.current?.focus();
          }}
        >
          {figure(unseen)} new <Icon name="up" />
          <span class="off-screen">, go to the top</span>
        </button>
      )}
    </>
  );
}
