import { useEffect, useRef } from 'preact/hooks';
import type { RequestDetail } from '../../server/api-types.js';
import { useResource } from '../api/use-resource.js';
import { LoadError, OutcomeMark } from '../parts/basics.js';
import { copyText } from '../parts/copy.js';
import { toCurl, toTest, toTypeScript } from '../parts/export-event.js';
import { isNarrow } from '../parts/hooks.js';
import { IconButton } from '../parts/icon.js';
import { Tabs } from '../parts/tabs.js';
import { cut, nameText } from '../parts/text.js';
import { changeQuery, href, route } from '../shell/route.js';
import { ResendButtons } from '../send/resend-buttons.js';
import { AnswerTab } from './answer-tab.js';
import { EventTab, RequestTab } from './detail-tabs.js';
import { OtherAttempts } from './other-attempts.js';
import { shownEventId } from './shown-event.js';

const MAX_TITLE = 120;

/** The details of one request. */
export function DetailPanel({ number, onClose }: { number: number; onClose: () => void }) {
  const { data, error } = useResource({ path: 'requests/*', id: number });
  const panel = useRef<HTMLElement>(null);
  // The last request stays until the next one is loaded, so that the panel does not flicker.
  const last = useRef<RequestDetail>(undefined);
  last.current = data ?? last.current;
  const detail = data ?? (error === undefined ? last.current : undefined);

  useEffect(() => {
    if (isNarrow.value) panel.current?.focus();
  }, []);
  useEffect(() => panel.current?.scrollTo(0, 0), [number]);
  useEffect(() => {
    shownEventId.value = detail?.eventId ?? null;
    return () => (shownEventId.value = null);
  }, [detail?.eventId]);

  return (
    <aside ref={panel} class="detail" aria-label={`Request ${number}`} tabIndex={-1}>
      {detail === undefined ? (
        <div class="detail-missing">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <LoadError message={error} />
        </div>
      ) : (
        <>
          <DetailHead detail={detail} onClose={onClose} />
          <Tabs
            label="Parts of the request"
            chosen={route.value.query.get('show') ?? 'event'}
            onChoose={(show) => changeQuery({ show: show === 'event' ? undefined : show })}
            tabs={[
              {
                id: 'event',
                label: 'Event',
                content: () => <EventTab key={detail.number} detail={detail} />,
              },
              { id: 'request', label: 'Request', content: () => <RequestTab detail={detail} /> },
              { id: 'answer', label: 'Answer', content: () => <AnswerTab detail={detail} /> },
              {
                id: 'attempts',
                label: `Timeline (${detail.otherAttempts.length + 1})`,
                content: () => <OtherAttempts detail={detail} />,
              },
            ]}
          />
        </>
      )}
    </aside>
  );
}

/** The header of a request, with its copy buttons. */
function DetailHead({ detail, onClose }: { detail: RequestDetail; onClose: () => void }) {
  const { number, eventName, outcome, status, reason, body, event, copyOf } = detail;
  const { data: about } = useResource({ path: 'about' });
  const copies: [label: string, what: string, text: string][] = [
    ['curl', 'curl command', toCurl(`${location.origin}/api/webhooks`, body, about?.token)],
  ];
  if (event !== null) {
    copies.push(
      ['TypeScript', 'TypeScript fixture', toTypeScript(event)],
      ['test', 'test', toTest(event)],
      ['JSON', 'JSON fixture', `${JSON.stringify(event, null, 2)}\n`],
    );
  }
  return (
    <header class="detail-head">
      <div class="detail-title">
        <IconButton icon="close" label="Close" class="quiet" onClick={onClose} />
        <h2 dir="auto">
          {eventName === null ? 'No event name' : cut(nameText(eventName), MAX_TITLE)}
        </h2>
        <span class="muted number">#{number}</span>
      </div>
      <p class="detail-outcome">
        <OutcomeMark outcome={outcome} status={status} />
        {reason !== null && <span>{reason}</span>}
        {copyOf !== null && (
          <span>
            repeats <a href={href('logs', copyOf)}>#{copyOf}</a>
          </span>
        )}
      </p>
      <div class="detail-actions">
        <div class="copy-as" role="group" aria-label="Copy as">
          <span class="muted" aria-hidden="true">
            Copy as
          </span>
          {copies.map(([label, what, text]) => (
            <button
              key={label}
              type="button"
              aria-label={`Copy as ${what}`}
              onClick={() => void copyText(text, what)}
            >
              {label}
            </button>
          ))}
        </div>
        {body !== '' && <ResendButtons body={body} />}
      </div>
    </header>
  );
}
