import type { WarningGroup } from '../api/warning-types.js';
import { sentence } from '../parts/finding-list.js';
import { Moment } from '../parts/moment.js';
import { percent, plural } from '../parts/plural.js';
import { ShareBar } from '../parts/share-bar.js';
import { href } from '../state/route.js';

interface Props {
  readonly name: string;
  readonly groups: readonly WarningGroup[];
}

/** The warnings of one event. */
export function FlaggedEvent({ name, groups }: Props) {
  return (
    <section class="card">
      <h2>{name}</h2>
      <table class="table flagged">
        <thead>
          <tr>
            <th scope="col">Property</th>
            <th scope="col">How often</th>
            <th scope="col">Last seen</th>
            <th scope="col">Example</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <FlaggedRow key={`${group.path} ${group.rule}`} group={group} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FlaggedRow({ group }: { group: WarningGroup }) {
  const { path, advice, received, count, events, share, lastAt, exampleNumber } = group;
  const times = count > events ? `, ${count.toLocaleString('en')} times` : '';
  return (
    <tr>
      <th scope="row">
        <code class="path">{path}</code>
        <p>
          {sentence(advice)} <span class="muted">Received {received}.</span>
        </p>
      </th>
      <td>
        <ShareBar share={share} kind="warning" />
        {plural(events, 'event')}
        {times}
        <span class="muted"> ({percent(share)})</span>
      </td>
      <td>
        <Moment at={lastAt} />
      </td>
      <td>
        <a href={href('logs', exampleNumber)}>#{exampleNumber}</a>
      </td>
    </tr>
  );
}
