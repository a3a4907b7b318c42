import type { ComponentChildren } from 'preact';
import type { RequestDetail } from '../../server/api-types.js';
import { valueAt } from '../../server/value-at.js';
import { Moment } from '../parts/basics.js';
import { CodeBlock } from '../parts/copy.js';
import { FindingSections } from '../parts/findings.js';
import { JsonTree } from '../parts/json-tree.js';
import { LongText } from '../parts/long-text.js';
import { childPath, marksWithin, toMarks } from '../parts/marks.js';
import { cut, duration, nameText, visible } from '../parts/text.js';
import { href } from '../shell/route.js';
import { CopyNote } from './other-attempts.js';

/** The keys that are not shown as JSON. */
const FACTS = ['event_name', 'event_id', 'timestamp', 'aliases'];
const OBJECTS = ['properties', 'profile_properties'];

const MAX_ALIAS = 200;

type Props = { readonly detail: RequestDetail };

/** The event and its findings. */
export function EventTab({ detail }: Props) {
  const { event, eventName, inSpec, violations, warnings } = detail;
  return (
    <>
      {eventName !== null && !inSpec && (
        <p class="detail-section muted">
          A custom event: Converge’s spec has no event of this name, so only its aliases, items and
          contact fields were checked.
        </p>
      )}
      <CopyNote detail={detail} />
      <FindingSections violations={violations} warnings={warnings} event={event} />
      <Facts detail={detail} />
      {event === null ? (
        <Section title="Event">
          <p class="muted">The body holds no event that can be shown: see the tab Request.</p>
        </Section>
      ) : (
        <EventContent detail={detail} />
      )}
    </>
  );
}

function EventContent({ detail }: Props) {
  const { event, aliases } = detail;
  const marks = toMarks(detail);
  const fields = new Map(Array.isArray(event) ? [] : Object.entries(Object(event)));
  const others = [...fields].filter(([key]) => ![...FACTS, ...OBJECTS].includes(key));
  const marksOnOthers = others.flatMap(([key]) => marksWithin(marks, childPath({}, '', key)));
  return (
    <>
      {OBJECTS.map((name) => (
        <Section key={name} title={<code>{name}</code>}>
          {fields.has(name) ? (
            <JsonTree value={fields.get(name)} path={name} marks={marks} />
          ) : (
            <p class="muted">missing</p>
          )}
        </Section>
      ))}
      <Section title={<code>aliases</code>}>
        <AliasList aliases={aliases} />
      </Section>
      {others.length > 0 && (
        <Section title="Undocumented keys">
          <JsonTree value={Object.fromEntries(others)} path="" marks={marksOnOthers} />
        </Section>
      )}
    </>
  );
}

/** The id, the times and the attempt of an event. */
function Facts({ detail: { event, eventId, orderId, eventTime, receivedAt, attempt } }: Props) {
  const given = valueAt(event, 'event_id');
  return (
    <dl class="facts">
      <dt>Event id</dt>
      <dd>
        {eventId === null ? (
          <span class="muted">
            {given === undefined ? 'missing' : 'no string: '}
            {given !== undefined && <code>{cut(visible(JSON.stringify(given)), MAX_ALIAS)}</code>}
          </span>
        ) : (
          <code>
            <LongText text={nameText(eventId)} />
          </code>
        )}
      </dd>
      {orderId !== null && (
        <>
          <dt>Order</dt>
          <dd>
            <a
              href={href('logs', undefined, { text: orderId })}
              title="All requests with this id in their body"
            >
              <code>{cut(nameText(orderId), MAX_ALIAS)}</code>
            </a>
          </dd>
        </>
      )}
      <dt>Event time</dt>
      <dd>
        {eventTime === null ? (
          <span class="muted">not given: the time of arrival counts</span>
        ) : (
          <Moment at={eventTime} isFull />
        )}
      </dd>
      <dt>Ingested</dt>
      <dd>
        <Moment at={receivedAt} isFull />
        {eventTime !== null && (
          <>
            {' '}
            <span class="muted lag">{lag(eventTime, receivedAt)}</span>
          </>
        )}
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

/** The aliases of an event; each leads to its profile. */
function AliasList({ aliases }: { aliases: readonly string[] }) {
  if (aliases.length === 0) return <p class="muted">none</p>;
  return (
    <ul class="aliases" role="list">
      {aliases.map((alias, index) => (
        <li key={`${index} ${alias}`}>
          <a href={href('profiles', undefined, { text: alias })}>
            <code>{cut(nameText(alias), MAX_ALIAS)}</code>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The headers and the body of the request. */
export function RequestTab({ detail: { headers, body, simulated } }: Props) {
  return (
    <>
      <Section title="Headers">
        <dl class="facts headers">
          {Object.entries(headers).map(([name, value]) => (
            <>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <code>{value}</code>
              </dd>
            </>
          ))}
        </dl>
        <p class="muted">Headers that may hold a credential are not stored, nor is the token.</p>
      </Section>
      <Section title="Body">
        {body === '' ? (
          <p class="muted">Empty, or larger than the sandbox accepts.</p>
        ) : (
          <CodeBlock label="Body" text={body} />
        )}
      </Section>
      {simulated.length > 0 && (
        <Section title="Simulated here">
          <ul class="notes">
            {simulated.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Section({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="detail-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
