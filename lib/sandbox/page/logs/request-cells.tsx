import type { Summary } from '../api/types.js';
import { Moment } from '../parts/moment.js';
import { OutcomeMark } from '../parts/outcome-mark.js';
import { plural } from '../parts/plural.js';
import { href, route } from '../state/route.js';

const HEADINGS = ['Event', 'Alias', 'Event time', 'Ingested', 'Attempt', 'Outcome'];

export function RequestHeadings() {
  return (
    <>
      {HEADINGS.map((heading) => (
        <span key={heading} role="columnheader">
          {heading}
        </span>
      ))}
    </>
  );
}

interface Props {
  readonly request: Summary;
  readonly isStacked: boolean;
}

/** One request of the log. */
export function RequestCells({ request, isStacked }: Props) {
  const { number, eventName, aliases, eventTime, receivedAt, attempt, outcome, warnings } = request;
  const [first, ...others] = aliases;
  return (
    <>
      <span role="gridcell" class="cell-event">
        <a tabIndex={-1} href={href('logs', number, Object.fromEntries(route.value.query))}>
          {eventName ?? <span class="muted">no event name</span>}
        </a>
        {warnings > 0 && (
          <span class="count" title={plural(warnings, 'warning')}>
            {warnings}
            <span class="off-screen"> {warnings === 1 ? 'warning' : 'warnings'}</span>
          </span>
        )}
      </span>
      <span role="gridcell" class="cell-alias">
        <span class="clip" title={aliases.join('\n')}>
          {first ?? 'none'}
          {others.map((other) => (
            <span key={other} class="other-alias">
              {other}
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
        {isStacked && attempt > 1 ? `attempt ${attempt}` : attempt}
      </span>
      <span role="gridcell" class="cell-outcome">
        <OutcomeMark outcome={outcome} />
      </span>
    </>
  );
}
