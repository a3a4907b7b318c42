import type { Findings, Violation } from '../../server/api-types.js';
import { isBranch, valueAt } from './marks.js';
import { cut, plural, sentence, visible } from './text.js';

/** The last entry of a list that does not name all. */
export const AND_MORE = 'andMore';
const MAX_VALUE = 120;
/** A description that says no more than the value itself. */
const KIND = /^(an? (string of length \d+|empty string|negative number|number|boolean)|null)$/;

/** The violations and warnings of an event, each with its path, its advice and its value. */
export function FindingSections({
  violations,
  warnings,
  event,
}: Findings & { readonly event: unknown }) {
  return (
    <>
      <FindingSection findings={violations} kind="violation" event={event} />
      <FindingSection findings={warnings} kind="warning" event={event} />
    </>
  );
}

interface Props {
  readonly findings: readonly Violation[];
  readonly kind: 'violation' | 'warning';
  readonly event: unknown;
}

function FindingSection({ findings, kind, event }: Props) {
  if (findings.length === 0) return null;
  const named = findings.filter(({ rule }) => rule !== AND_MORE);
  return (
    <section class="detail-section">
      <h3>{plural(named.length, kind)}</h3>
      <ul class={`findings ${kind}`} role="list">
        {findings.map((finding) => (
          <li key={`${finding.path} ${finding.rule}`}>
            <FindingText finding={finding} value={valueAt(event, finding.path)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface TextProps {
  readonly finding: Violation;
  /** What stands at its path, if that is known. */
  readonly value?: unknown;
}

export function FindingText({ finding: { path, rule, advice, received }, value }: TextProps) {
  if (rule === AND_MORE) return <p class="muted">And {received}.</p>;
  const isShown = value !== undefined && !isBranch(value);
  const isKind = isShown && KIND.test(received);
  return (
    <>
      <code class="path">{path}</code>
      <p>
        {sentence(advice)}{' '}
        <span class="muted">
          Received {!isKind && received}
          {isShown && (
            <>
              {isKind ? '' : ': '}
              <code>{cut(visible(JSON.stringify(value)), MAX_VALUE)}</code>
            </>
          )}
          .
        </span>
      </p>
    </>
  );
}
