import type { Detail } from '../api/types.js';
import { copyText } from '../parts/copy-text.js';
import { Icon } from '../parts/icon.js';
import { OutcomeMark } from '../parts/outcome-mark.js';
import { toCurl } from '../parts/to-curl.js';
import { toTypeScript } from '../parts/to-fixture.js';

interface Props {
  readonly detail: Detail;
  readonly onClose: () => void;
}

/** Which request it is, and what can be taken from it. */
export function DetailHead({ detail, onClose }: Props) {
  const { number, eventName, outcome, status, reason, body, event } = detail;
  const copies: [string, string, string][] = [
    ['curl', 'curl command', toCurl(`${location.origin}/api/webhooks`, body)],
  ];
  if (event !== null) {
    copies.push(
      ['TypeScript', 'TypeScript fixture', toTypeScript(event)],
      ['JSON', 'JSON fixture', `${JSON.stringify(event, null, 2)}\n`],
    );
  }
  return (
    <header class="detail-head">
      <div class="detail-title">
        <button type="button" class="quiet icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
        <h2>{eventName ?? 'No event name'}</h2>
        <span class="muted number">#{number}</span>
      </div>
      <p class="detail-outcome">
        <OutcomeMark outcome={outcome} status={status} />
        {reason !== null && <span>{reason}</span>}
      </p>
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
    </header>
  );
}
