import type { EventCoverage } from '../api/warning-types.js';
import { plural } from '../parts/plural.js';
import { CoverageFields } from './coverage-fields.js';

/** One event's fields. */
export function CoverageEvent({ event }: { event: EventCoverage }) {
  const { eventName, inSpec, count, properties, profile_properties } = event;
  return (
    <section class="card">
      <header class="card-head">
        <h2>{eventName}</h2>
        <span class="muted">{plural(count, 'event')}</span>
        <Verdict event={event} />
      </header>
      {!inSpec && (
        <p class="muted">
          An event of your own: Converge’s spec has no fields for it. These were sent:
        </p>
      )}
      <div class="coverage-objects">
        <CoverageFields title="properties" fields={properties} inSpec={inSpec} />
        <CoverageFields title="profile_properties" fields={profile_properties} inSpec={inSpec} />
      </div>
    </section>
  );
}

function Verdict({ event: { inSpec, properties, profile_properties } }: { event: EventCoverage }) {
  if (!inSpec) return <span class="mark plain">custom</span>;
  const required = [...properties, ...profile_properties].filter(({ isRequired }) => isRequired);
  const lacking = required.filter(({ sent }) => sent !== 'always').length;
  if (lacking === 0) return <span class="mark accepted">all required fields sent</span>;
  return <span class="mark refused">{plural(lacking, 'required field')} lacking</span>;
}
