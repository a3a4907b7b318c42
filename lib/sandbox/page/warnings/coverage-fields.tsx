import type { CoveredField } from '../api/warning-types.js';
import { percent } from '../parts/plural.js';
import { ShareBar } from '../parts/share-bar.js';

interface Props {
  readonly title: string;
  readonly fields: readonly CoveredField[];
  /** Whether Converge's spec has the event. */
  readonly inSpec: boolean;
}

/** The fields of one object: what lacks first, and optional ones that never came folded away. */
export function CoverageFields({ title, fields, inSpec }: Props) {
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
          <thead class="off-screen">
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Sent</th>
            </tr>
          </thead>
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
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        {isRequired && <span class="tag">required</span>}
        {isOwn && <span class="tag own">custom</span>}
      </th>
      <td class={isRequired && sent !== 'always' ? 'lacking' : ''}>
        <ShareBar share={share} kind={kindOf(field)} />
        <span title={`${count.toLocaleString('en')} of ${of.toLocaleString('en')}`}>
          {sent === 'sometimes' ? percent(share) : sent}
        </span>
      </td>
    </tr>
  );
}

function urgency({ isRequired, sent }: CoveredField): number {
  if (!isRequired) return 0;
  return sent === 'always' ? 1 : 2;
}

function kindOf({ isRequired, sent }: CoveredField): 'good' | 'bad' | 'plain' {
  if (!isRequired) return 'plain';
  return sent === 'always' ? 'good' : 'bad';
}
