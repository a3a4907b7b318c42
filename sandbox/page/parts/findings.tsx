import type { Findings, Violation } from '../../server/api-types.js';
import { valueAt } from '../../server/value-at.js';
import { isBranch } from './marks.js';
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
            <FindingText finding={finding} values={valuesOf(valueAt(event, finding.path))} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface TextProps {
  readonly finding: Violation;
  /** What stands at its path as JSON, if that is known, or the latest of different ones. */
  readonly values: readonly string[];
}

/** A branch is not shown as a value. */
function valuesOf(value: unknown): readonly string[] {
  return value === undefined || isBranch(value) ? [] : [JSON.stringify(value)];
}

export function FindingText({ finding: { path, rule, advice, received }, values }: TextProps) {
  if (rule === AND_MORE) return <p class="muted">And {received}.</p>;
  const isShown = values.length > 0;
  const isKind = isShown && (values.length > 1 || KIND.test(received));
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
              {values.map((value, index) => (
                <>
                  {index > 0 && ', '}
                  <code>{cut(visible(value), MAX_VALUE)}</code>
                </>
              ))}
            </>
          )}
          .
        </span>
      </p>
    </>
  );
}
