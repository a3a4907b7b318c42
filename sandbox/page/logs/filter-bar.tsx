import { useState } from 'preact/hooks';
import { call, toQuery } from '../api/call.js';
import { useResource } from '../api/use-resource.js';
import { DeleteButton } from '../parts/dialog.js';
import { Icon, IconButton } from '../parts/icon.js';
import { OUTCOME_LABELS, OUTCOMES } from '../parts/outcomes.js';
import { SearchField } from '../parts/search-field.js';
import { cut, figure, nameText, plural } from '../parts/text.js';
import { notify } from '../shell/notice.js';
import { changeQuery } from '../shell/route.js';
import { FILTER_NAMES, type Filter } from './request-list.js';
import type { LiveList } from './use-request-list.js';

const MAX_OPTION = 60;
/** The choice of an outcome that is none. */
const WARNED = 'warned';
const TIMES: readonly Option[] = [
  ['60', 'Last minute'],
  ['900', 'Last 15 min'],
  ['3600', 'Last hour'],
  ['86400', 'Last 24 h'],
];

type Option = readonly [value: string, label: string];

/** Whether a filter is set that a narrow page folds. */
function isFolded(filter: Filter): boolean {
  return FILTER_NAMES.some((name) => name !== 'text' && filter[name] !== undefined);
}

/** The filters of the log, and its buttons. */
export function FilterBar({ filter, live }: { filter: Filter; live: LiveList }) {
  const [isOpen, setOpen] = useState(isFolded(filter));
  const { data } = useResource({ path: 'facets', query: { ...filter, latest: 'true' } });
  const counts = new Map(data?.events.map(({ name, count }) => [name, count]));
  const names = new Set([...counts.keys(), ...(filter.event ? [filter.event] : [])]);
  const isFiltered = FILTER_NAMES.some((name) => filter[name] !== undefined);
  const { eventCount, total, totalEvents, isLoaded } = live.list;
  return (
    <div class={`filter-bar ${isOpen ? 'open' : ''}`} role="search" aria-label="Filter the log">
      <SearchField
        label="Text in the request"
        placeholder="Find text"
        value={filter.text}
        isMain
        onChange={(text) => changeQuery({ text })}
      />
      <IconButton
        icon="filter"
        label="More filters"
        class="filter-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      <div class="filter-fields">
        <SearchField
          label="Alias"
          placeholder="Alias"
          value={filter.alias}
          onChange={(alias) => changeQuery({ alias })}
        />
        <Choice
          label="Event"
          all="All events"
          value={filter.event}
          options={[...names].map((name) => [
            name,
            withCount(cut(nameText(name), MAX_OPTION), counts.get(name) ?? 0),
          ])}
          onChange={(event) => changeQuery({ event })}
        />
        <Choice
          label="Outcome"
          all="All outcomes"
          value={filter.warned === 'true' ? WARNED : filter.outcome}
          options={[
            ...OUTCOMES.map((outcome): Option => [
              outcome,
              withCount(OUTCOME_LABELS[outcome], data?.outcomes[outcome]),
            ]),
            [WARNED, withCount('has warnings', data?.warned)],
          ]}
          onChange={(chosen) =>
            changeQuery(
              chosen === WARNED
                ? { outcome: undefined, warned: 'true' }
                : { outcome: chosen, warned: undefined },
            )
          }
        />
        <Choice
          label="Time"
          all="Any time"
          value={filter.seconds}
          options={TIMES}
          onChange={(seconds) => changeQuery({ seconds })}
        />
        {filter.finding !== undefined && (
          <button
            type="button"
            class="finding-filter"
            title="Show requests without this warning, too"
            onClick={() => changeQuery({ finding: undefined })}
          >
            <code class="clip">{cut(filter.finding.replace(/ .*$/, ''), MAX_OPTION)}</code>
            <Icon name="close" />
          </button>
        )}
      </div>
      <div class="filter-end">
        <p class="filter-count muted" role="status">
          <span>
            {isLoaded &&
              (isFiltered
                ? `${figure(eventCount)} of ${plural(totalEvents, 'event')}`
                : `${plural(totalEvents, 'event')}, ${plural(total, 'request')}`)}
          </span>
          {isFiltered && (
            <button type="button" class="link" onClick={clearFilter}>
              Clear filter
            </button>
          )}
        </p>
        <PauseButton live={live} />
        <IconButton
          icon="download"
          label="Export as JSON lines"
          disabled={eventCount === 0}
          onClick={() => download(`api/export${toQuery({ ...filter })}`)}
        />
        <DeleteButton
          label="Delete all requests"
          question="Delete all requests, events and profiles?"
          isDisabled={total === 0}
          onDelete={() => void deleteAll()}
        />
      </div>
    </div>
  );
}

function withCount(label: string, count: number | undefined): string {
  return count === undefined ? label : `${label} (${figure(count)})`;
}

/** Saves an address as a file, under the name that the answer has. */
function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

export function clearFilter(): void {
  changeQuery(Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined])));
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly value: string | undefined;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, all, value = '', options, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      <option value="">{all}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** Pauses the log and counts new requests meanwhile. */
function PauseButton({ live: { isPaused, waiting, pause, resume } }: { live: LiveList }) {
  return (
    <button type="button" class={isPaused ? 'primary' : ''} onClick={isPaused ? resume : pause}>
      <Icon name={isPaused ? 'play' : 'pause'} />
      <span>{isPaused ? 'Resume' : 'Pause'}</span>
      {isPaused && <span class="tally">{waiting} new</span>}
    </button>
  );
}

async function deleteAll(): Promise<void> {
  try {
    await call('requests', { method: 'DELETE' });
    notify('All requests deleted');
  } catch (error) {
    notify((error as Error).message);
  }
}
