import { Fragment } from 'preact';
import type { Findings, Violation } from '../../server/api-types.js';
import { valueAt } from '../../server/value-at.js';
import { isBranch } from './marks.js';
import { cut, figure, plural, sentence, visible } from './text.js';

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
        {[...Map.groupBy(findings, sameField).values()].map((group) => (
          <li key={`${group[0]?.path} ${group[0]?.rule}`}>
            <FindingText
              findings={group}
              values={[...new Set(group.flatMap(({ path }) => valuesOf(valueAt(event, path))))]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Equal for one field in both objects of properties and in each item, with the same advice. */
function sameField({ path, rule, advice }: Violation): string {
  const field = path.replace(/^(?:profile_)?properties\./, '').replaceAll(/\[\d+\]/g, '[]');
  return `${field}\n${rule}\n${advice}`;
}

/** How many paths and values of equal findings are named. */
const MAX_NAMED = 3;

interface TextProps {
  /** Equal ones of different paths. */
  readonly findings: readonly Violation[];
  /** What stands at these paths as JSON, if that is known, or the latest of different ones. */
  readonly values: readonly string[];
}

/** A branch is not shown as a value. */
function valuesOf(value: unknown): readonly string[] {
  return value === undefined || isBranch(value) ? [] : [JSON.stringify(value)];
}

export function FindingText({ findings, values }: TextProps) {
  const [first] = findings;
  if (first === undefined) return null;
  const { rule, advice, received } = first;
  const more = findings.length - MAX_NAMED;
  if (rule === AND_MORE) return <p class="muted">And {received}.</p>;
  const isShown = values.length > 0;
  const isKind = isShown && (values.length > 1 || KIND.test(received));
  return (
    <>
      {findings.slice(0, MAX_NAMED).map(({ path }, index) => (
        <Fragment key={path}>
          {index > 0 && ', '}
          <code class="path">{path}</code>
        </Fragment>
      ))}
      {more > 0 && ` and ${figure(more)} more`}
      <p>
        {sentence(advice)}{' '}
        <span class="muted">
          Received {!isKind && received}
          {isShown && (
            <>
              {isKind ? '' : ': '}
              {values.slice(0, MAX_NAMED).map((value, index) => (
                <Fragment key={value}>
                  {index > 0 && ', '}
                  <code>{cut(visible(value), MAX_VALUE)}</code>
                </Fragment>
              ))}
              {values.length > MAX_NAMED && ', …'}
            </>
          )}
          .
        </span>
      </p>
    </>
  );
}
