import { useEffect, useState } from 'preact/hooks';
import type { ShopEvent, ShopState } from '../../server/api-types.js';
import { Moment } from '../parts/basics.js';
import { duration, figure, plural, splitList } from '../parts/text.js';
import { href } from '../shell/route.js';
import { EventTitle } from './event-title.js';
import { stateOf } from './states.js';

/** The events of the outbox: those to be delivered, and the dead letters. */
export function OutboxEvents({ shop: { events, counts } }: { shop: ShopState }) {
  const now = useNow();
  const dead = events.filter(({ state }) => state === 'dead');
  const alive = events.filter(({ state }) => state !== 'dead');
  const undelivered = counts.pending + counts.leased + counts.waiting + counts.held;
  return (
    <>
      <section class="card" aria-labelledby="undelivered">
        <h2 id="undelivered">In the outbox</h2>
        {alive.length === 0 ? (
          <p class="muted">Empty: all recorded events are delivered or dead letters.</p>
        ) : (
          <EventList events={alive} total={undelivered} now={now} />
        )}
      </section>
      {dead.length > 0 && (
        <section class="card" aria-labelledby="dead-letters">
          <h2 id="dead-letters">Dead letters</h2>
          <EventList events={dead} total={counts.dead} now={now} />
        </section>
      )}
    </>
  );
}

interface ListProps {
  readonly events: readonly ShopEvent[];
  readonly total: number;
  readonly now: number;
}

function EventList({ events, total, now }: ListProps) {
  return (
    <>
      <ul class="shop-list" role="list">
        {events.map((event) => (
          <EventLine key={event.id} event={event} now={now} />
        ))}
      </ul>
      {total > events.length && (
        <p class="muted">
          The newest {figure(events.length)} of {figure(total)}.
        </p>
      )}
    </>
  );
}

function EventLine({ event, now }: { event: ShopEvent; now: number }) {
  const { eventName, eventId, state, recordedAt, requestNumber, reason } = event;
  const { label, colour } = stateOf(state);
  return (
    <li>
      <EventTitle name={eventName} id={eventId} />
      <span class={`mark ${colour}`}>{label}</span>
      <span class="shop-note">
        <span>
          recorded <Moment at={recordedAt} />
        </span>
        {describe(event, now).map((text) => (
          <span key={text}>{text}</span>
        ))}
      </span>
      {requestNumber !== null && <a href={href('logs', requestNumber)}>#{requestNumber}</a>}
      {reason !== null && <Reason text={reason} />}
    </li>
  );
}

function Reason({ text }: { text: string }) {
  const { head, items } = splitList(text);
  return (
    <div class="shop-reason">
      {head}
      {items.length > 0 && (
        <ul>
          {items.map((item, index) => (
            <li key={index}>{item}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function describe({ attempts, dueAt }: ShopEvent, now: number): string[] {
  const failed = attempts === 0 ? [] : [`${plural(attempts, 'attempt')} failed`];
  const left = dueAt === null ? undefined : Date.parse(dueAt) - now;
  const next =
    left === undefined
      ? []
      : [left <= 0 ? 'next now' : `next in ${duration(Math.ceil(left / 1000) * 1000)}`];
  return [...failed, ...next];
}

/** The present time, again each second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
