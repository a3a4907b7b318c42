import type { ComponentChildren } from 'preact';
import type { Detail } from '../api/types.js';
import { FindingList } from '../parts/finding-list.js';
import { JsonTree } from '../parts/json-tree.js';
import { toMarks } from '../parts/mark.js';
import { plural } from '../parts/plural.js';
import { AliasList } from './alias-list.js';
import { DetailFacts } from './detail-facts.js';

const SHOWN_ELSEWHERE = new Set([
  'event_name',
  'event_id',
  'timestamp',
  'properties',
  'profile_properties',
  'aliases',
]);

/** The event itself, and what is wrong with it. */
export function DetailEvent({ detail }: { detail: Detail }) {
  const { event, violations, warnings, aliases } = detail;
  const marks = toMarks(detail);
  const fields = toFields(event);
  const others = Object.entries(fields).filter(([key]) => !SHOWN_ELSEWHERE.has(key));
  return (
    <>
      {violations.length > 0 && (
        <Section title={plural(violations.length, 'violation')}>
          <FindingList findings={violations} kind="violation" />
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={plural(warnings.length, 'warning')}>
          <FindingList findings={warnings} kind="warning" />
        </Section>
      )}
      <DetailFacts detail={detail} />
      {['properties', 'profile_properties'].map((name) => (
        <Section key={name} title={name} isCode>
          {name in fields ? (
            <JsonTree value={fields[name]} path={name} marks={marks} />
          ) : (
            <p class="muted">missing</p>
          )}
        </Section>
      ))}
      <Section title="aliases" isCode>
        <AliasList aliases={aliases} />
      </Section>
      {others.length > 0 && (
        <Section title="Undocumented keys">
          <JsonTree value={Object.fromEntries(others)} path="" marks={marks} />
        </Section>
      )}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly isCode?: boolean;
  readonly children: ComponentChildren;
}

function Section({ title, isCode, children }: SectionProps) {
  return (
    <section class="detail-section">
      <h3>{isCode ? <code>{title}</code> : title}</h3>
      {children}
    </section>
  );
}

function toFields(event: unknown): Readonly<Record<string, unknown>> {
  return typeof event === 'object' && event !== null && !Array.isArray(event)
    ? (event as Record<string, unknown>)
    : {};
}
