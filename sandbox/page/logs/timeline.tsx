import type { ComponentChildren } from 'preact';
import type { OtherAttempt, RequestDetail, ShopEvent } from '../../server/api-types.js';
import { shopState } from '../api/stream.js';
import { Moment, OutcomeMark } from '../parts/basics.js';
import { aliasTexts, cut, duration } from '../parts/text.js';
import { href } from '../shell/route.js';
import { stateOf } from '../shop/states.js';

type Attempt = Pick<OtherAttempt, 'number' | 'receivedAt' | 'outcome' | 'status'>;

interface Step {
  /** When it happened; undefined for what the steps before lead to. */
  readonly at?: string;
  readonly content: ComponentChildren;
}

const MAX_NAME = 100;

/** What became of an event, oldest first: its record in the shop, each attempt with its answer, its profile. */
export function Timeline({ detail }: { detail: RequestDetail }) {
  const kept = shopState.value?.events.find(({ eventId }) => eventId === detail.eventId);
  const steps = [...recorded(detail, kept), ...attempts(detail), ...result(detail, kept)];
  const gaps = steps.map(({ at }, index) => {
    const before = steps[index - 1]?.at;
    return at === undefined || before === undefined ? 0 : Date.parse(at) - Date.parse(before);
  });
  const longest = Math.max(...gaps, 1);
  return (
    <section class="detail-section">
      <h3>Timeline</h3>
      <ol class="attempts" role="list">
        {steps.map(({ at, content }, index) => {
          const gap = gaps[index] ?? 0;
          return (
            <li key={index}>
              {index > 0 && at !== undefined && gap >= 0 && (
                <p class="gap">
                  <span class="share" aria-hidden="true">
                    <span style={{ width: `${(gap / longest) * 100}%` }} />
                  </span>
                  {duration(gap)} later
                </p>
              )}
              <p class="attempt">
                {content}
                {at !== undefined && <Moment at={at} />}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function recorded({ eventTime }: RequestDetail, kept: ShopEvent | undefined): Step[] {
  if (kept !== undefined) return [{ at: kept.recordedAt, content: <b>Recorded in the outbox</b> }];
  return eventTime === null ? [] : [{ at: eventTime, content: <b>Happened in the shop</b> }];
}

function attempts(detail: RequestDetail): Step[] {
  const all: Attempt[] = [detail, ...detail.otherAttempts];
  return all
    .sort((one, other) => one.number - other.number)
    .map(({ number, receivedAt, outcome, status }) => ({
      at: receivedAt,
      content: (
        <>
          {number === detail.number ? (
            <b aria-current="true">#{number}</b>
          ) : (
            <a href={href('logs', number, { show: 'attempts' })}>#{number}</a>
          )}
          <OutcomeMark outcome={outcome} status={status} />
        </>
      ),
    }));
}

/** The profile of an accepted event, or where it is in the outbox. */
function result(detail: RequestDetail, kept: ShopEvent | undefined): Step[] {
  const { aliases, isTaken, copyOf, otherAttempts } = detail;
  const isAccepted =
    isTaken || copyOf !== null || otherAttempts.some(({ outcome }) => outcome === 'accepted');
  const [name] = aliasTexts(aliases);
  if (isAccepted && name !== undefined) {
    const address = href('profiles', undefined, { text: aliases[0] });
    const content = (
      <>
        <b>Profile</b> <a href={address}>{cut(name, MAX_NAME)}</a>
      </>
    );
    return [{ content }];
  }
  if (kept === undefined) return [];
  const { label, colour } = stateOf(kept.state);
  const content = (
    <>
      <a href={href('shop')}>In the outbox</a>
      <span class={`mark ${colour}`}>{label}</span>
    </>
  );
  return [{ content }];
}
