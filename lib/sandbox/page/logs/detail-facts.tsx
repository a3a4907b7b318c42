import type { Detail } from '../api/types.js';
import { Moment } from '../parts/moment.js';
import { duration } from '../parts/time-text.js';

/** When it happened, when it came, and as which attempt. */
export function DetailFacts({ detail }: { detail: Detail }) {
  const { eventId, eventTime, receivedAt, attempt } = detail;
  return (
    <dl class="facts">
      <dt>Event id</dt>
      <dd>{eventId === null ? <span class="muted">missing</span> : <code>{eventId}</code>}</dd>
      <dt>Event time</dt>
      <dd>
        {eventTime === null ? (
          <span class="muted">not given: the time of arrival counts</span>
        ) : (
          <Moment at={eventTime} />
        )}
      </dd>
      <dt>Ingested</dt>
      <dd>
        <Moment at={receivedAt} />
        {eventTime !== null && <span class="muted"> {lag(eventTime, receivedAt)}</span>}
      </dd>
      <dt>Attempt</dt>
      <dd>{attempt}</dd>
    </dl>
  );
}

function lag(eventTime: string, receivedAt: string): string {
  const ms = Date.parse(receivedAt) - Date.parse(eventTime);
  return ms < 0 ? `${duration(-ms)} before the event` : `${duration(ms)} after the event`;
}
