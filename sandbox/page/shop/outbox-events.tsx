import { useEffect, useState } from 'preact/hooks';
import type { ShopAction, ShopEvent, ShopState } from '../../server/api-types.js';
import { call } from '../api/call.js';
import { Moment } from '../parts/basics.js';
import { DeleteButton } from '../parts/dialog.js';
import { cut, duration, figure, nameText, plural, splitList } from '../parts/text.js';
import { notify } from '../shell/notice.js';
import { href } from '../shell/route.js';
import { EventTitle } from './event-title.js';
import { stateOf } from './states.js';

const MAX_LABEL = 100;

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
      {event.actions.length > 0 && <Actions event={event} />}
    </li>
  );
}

const ACTIONS: Readonly<Record<ShopAction, readonly [label: string, done: string]>> = {
  'send-now': ['Send now', 'The application sends it now'],
  replay: ['Replay', 'The application sends it again'],
  discard: ['Discard', 'Dead letter discarded'],
};

/** What can be done with an event. */
function Actions({ event: { id, eventId, eventName, actions } }: { event: ShopEvent }) {
  const which = nameText(eventId ?? eventName);
  const run = (action: ShopAction) =>
    void call(`shop/${action}`, { method: 'POST', body: JSON.stringify({ id }) }).then(
      () => notify(ACTIONS[action][1]),
      (error: Error) => notify(error.message),
    );
  return (
    <div class="shop-actions" role="group" aria-label={`Do with ${cut(which, MAX_LABEL)}`}>
      {actions.map((action) =>
        action === 'discard' ? (
          <DeleteButton
            key={action}
            label="Discard"
            verb="Discard"
            question={`Discard the dead letter ${cut(which, MAX_LABEL)}? It is deleted from the outbox and never sent.`}
            isDisabled={false}
            onDelete={() => run(action)}
          />
        ) : (
          <button key={action} type="button" onClick={() => run(action)}>
            {ACTIONS[action][0]}
          </button>
        ),
      )}
    </div>
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
