import type { CoveredField, EventCoverage } from '../../server/api-types.js';
import { useResource } from '../api/use-resource.js';
import { EmptyState, LoadError, ShareBar, TableHead } from '../parts/basics.js';
import { cut, figure, nameText, percent, plural } from '../parts/text.js';

const MAX_TITLE = 120;

/** The fields of Converge's spec that each event had. */
export function CoverageTable() {
  const { data, error } = useResource({ path: 'coverage' });
  if (data === undefined || error !== undefined) return <LoadError message={error} />;
  if (data.length === 0) {
    return (
      <EmptyState needsEvent title="No events yet">
        <p>
          When events arrive, this table shows how often they have each required and optional field
          of Converge’s spec.
        </p>
      </EmptyState>
    );
  }
  return (
    <>
      <p class="lead">How often events had each field of Converge’s spec.</p>
      {data.map((event) => (
        <CoverageCard key={event.eventName} event={event} />
      ))}
    </>
  );
}

function CoverageCard({ event }: { event: EventCoverage }) {
  const { eventName, inSpec, count, properties, profile_properties } = event;
  return (
    <section class="card">
      <header class="card-head">
        <h2 dir="auto">{cut(nameText(eventName), MAX_TITLE)}</h2>
        <span class="muted">{plural(count, 'event')}</span>
        <Completeness event={event} />
      </header>
      {!inSpec && (
        <p class="muted">
          A custom event: Converge’s spec has no fields for it. Fields that were sent:
        </p>
      )}
      <div class="coverage-objects">
        <CoverageFields title="properties" fields={properties} inSpec={inSpec} />
        <CoverageFields title="profile_properties" fields={profile_properties} inSpec={inSpec} />
      </div>
    </section>
  );
}

function Completeness({ event }: { event: EventCoverage }) {
  const { inSpec, properties, profile_properties } = event;
  if (!inSpec) return <span class="mark plain">custom</span>;
  const incomplete = [...properties, ...profile_properties].filter(isIncomplete).length;
  if (incomplete === 0) return <span class="mark accepted">all required fields sent</span>;
  return <span class="mark refused">{plural(incomplete, 'required field')} not always sent</span>;
}

interface FieldsProps {
  readonly title: string;
  readonly fields: readonly CoveredField[];
  /** Whether Converge's spec has the event. */
  readonly inSpec: boolean;
}

/** The fields of one object: incomplete ones first, unused optional ones collapsed. */
function CoverageFields({ title, fields, inSpec }: FieldsProps) {
  const unused = fields.filter(({ isRequired, sent }) => !isRequired && sent === 'never');
  const shown = fields
    .filter((field) => !unused.includes(field))
    .sort((one, other) => urgency(other) - urgency(one));
  return (
    <div>
      <h3>
        <code>{title}</code>
      </h3>
      {shown.length === 0 ? (
        <p class="muted">Nothing was sent.</p>
      ) : (
        <table class="table coverage">
          <TableHead columns={['Field', 'Sent']} class="off-screen" />
          <tbody>
            {shown.map((field) => (
              <CoverageRow key={field.name} field={field} isOwn={inSpec && !field.inSpec} />
            ))}
          </tbody>
        </table>
      )}
      {unused.length > 0 && (
        <details class="unused">
          <summary>{unused.length} optional, never sent</summary>
          <p>
            {unused.map(({ name }) => (
              <code key={name}>{name}</code>
            ))}
          </p>
        </details>
      )}
    </div>
  );
}

function CoverageRow({ field, isOwn }: { field: CoveredField; isOwn: boolean }) {
  const { name, isRequired, sent, count, of } = field;
  const share = of === 0 ? 0 : count / of;
  const isMissing = isIncomplete(field);
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        {isRequired && <span class="tag">required</span>}
        {isOwn && <span class="tag own">custom</span>}
      </th>
      <td class={isMissing ? 'lacking' : ''}>
        <ShareBar share={share} kind={isMissing ? 'refused' : isRequired ? 'accepted' : 'plain'} />
        <span title={`${figure(count)} of ${figure(of)}`}>
          {sent === 'sometimes' ? percent(share) : sent}
        </span>
      </td>
    </tr>
  );
}

function isIncomplete({ isRequired, sent }: CoveredField): boolean {
  return isRequired && sent !== 'always';
}

function urgency(field: CoveredField): number {
  return Number(field.isRequired) + Number(isIncomplete(field));
}
