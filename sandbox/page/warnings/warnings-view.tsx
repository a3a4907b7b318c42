import type { WarningGroup } from '../../server/api-types.js';
import { useResource } from '../api/use-resource.js';
import { EmptyState, LoadError, Moment, ShareBar, TableHead } from '../parts/basics.js';
import { AND_MORE, FindingText } from '../parts/findings.js';
import { Tabs } from '../parts/tabs.js';
import { cut, figure, nameText, percent, plural } from '../parts/text.js';
import { changeQuery, href, route } from '../shell/route.js';
import { CoverageTable } from './coverage-table.js';

const MAX_TITLE = 120;

/** The warnings of Converge's source monitoring, and the coverage of the spec. */
export function WarningsView() {
  return (
    <div class="page-column">
      <Tabs
        label="Warnings"
        chosen={route.value.query.get('show') ?? 'flagged'}
        onChoose={(show) => changeQuery({ show: show === 'flagged' ? undefined : show })}
        tabs={[
          { id: 'flagged', label: 'Flagged', content: () => <FlaggedTables /> },
          { id: 'coverage', label: 'Spec coverage', content: () => <CoverageTable /> },
        ]}
      />
    </div>
  );
}

function FlaggedTables() {
  const { data, error } = useResource({ path: 'warnings' });
  if (data === undefined || error !== undefined) return <LoadError message={error} />;
  if (data.length === 0) return <NothingFlagged />;
  const named = data.filter(({ rule }) => rule !== AND_MORE);
  return (
    <>
      <p class="lead">
        Converge accepts these events, but they lack fields that its spec requires, or have values
        that its source monitoring flags.
      </p>
      {[...Map.groupBy(named, ({ eventName }) => eventName)].map(([name, groups]) => (
        <section key={name} class="card">
          <h2 dir="auto">{cut(nameText(name), MAX_TITLE)}</h2>
          <table class="table flagged">
            <TableHead columns={['Property', 'How often', 'Last seen', 'Example']} />
            <tbody>
              {groups.map((group) => (
                <FlaggedRow key={group.finding} group={group} />
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}

function FlaggedRow({ group }: { group: WarningGroup }) {
  const { eventName, finding, paths, values, count, events, share, lastAt, exampleNumber } = group;
  return (
    <tr>
      <th scope="row">
        <FindingText findings={paths.map((path) => ({ ...group, path }))} values={values} />
      </th>
      <td>
        <ShareBar share={share} kind="warned" />
        <a href={href('logs', undefined, { event: eventName, finding })}>
          {plural(events, 'event')}
        </a>
        {count > events && `, ${figure(count)} times`}
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

function NothingFlagged() {
  const { data } = useResource({ path: 'about' });
  const accepted = data?.outcomes.accepted ?? 0;
  const flagged =
    'values that its source monitoring flags: a missing item price, or an invalid email, phone number or country code.';
  if (accepted === 0) {
    return (
      <EmptyState title="Nothing yet" needsEvent>
        <p>
          This table lists events that lack a field that Converge’s spec requires, or have {flagged}
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing to flag">
      <p>
        None of {plural(accepted, 'event')} lacks a field that Converge’s spec requires, or has{' '}
        {flagged}
      </p>
    </EmptyState>
  );
}
