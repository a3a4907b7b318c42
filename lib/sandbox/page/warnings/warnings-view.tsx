import { Tabs } from '../parts/tabs.js';
import { changeQuery, route } from '../state/route.js';
import { CoverageTable } from './coverage-table.js';
import { FlaggedTable } from './flagged-table.js';

/** What Converge's source monitoring would flag, and how complete the events are. */
export function WarningsView() {
  return (
    <div class="page-column">
      <Tabs
        label="Warnings"
        chosen={route.value.query.get('show') ?? 'flagged'}
        onChoose={(show) => changeQuery({ show: show === 'flagged' ? undefined : show })}
        tabs={[
          { id: 'flagged', label: 'Flagged', content: () => <FlaggedTable /> },
          { id: 'coverage', label: 'Spec coverage', content: () => <CoverageTable /> },
        ]}
      />
    </div>
  );
}
