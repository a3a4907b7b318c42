import { useState } from 'preact/hooks';
import { OUTCOMES } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { plural } from '../parts/plural.js';
import { SearchField } from '../parts/search-field.js';
import { changeQuery } from '../state/route.js';
import { ClearButton } from './clear-button.js';
import { clearFilter } from './clear-filter.js';
import { isFiltered, type Filter } from './filter.js';
import { PauseButton } from './pause-button.js';
import { useEventNames } from './use-event-names.js';
import type { LiveList } from './use-request-list.js';

interface Props {
  readonly filter: Filter;
  readonly live: LiveList;
}

/** What is shown of the log, and whether it moves. */
export function FilterBar({ filter, live }: Props) {
  const [isOpen, setOpen] = useState(false);
  const names = useEventNames(filter.event);
  const { list } = live;
  return (
    <div class={`filter-bar ${isOpen ? 'open' : ''}`} role="search" aria-label="Filter the log">
      <SearchField
        label="Text in the request"
        placeholder="Find text"
        value={filter.text}
        isMain
        onChange={(text) => changeQuery({ text })}
      />
      <button
        type="button"
        class="filter-toggle icon-button"
        aria-label="More filters"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="filter" />
      </button>
      <div class="filter-fields">
        <SearchField
          label="Alias"
          placeholder="Alias"
          value={filter.alias}
          onChange={(alias) => changeQuery({ alias })}
        />
        <select
          aria-label="Event"
          value={filter.event ?? ''}
          onChange={({ currentTarget }) => changeQuery({ event: currentTarget.value })}
        >
          <option value="">All events</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <select
          aria-label="Outcome"
          value={filter.outcome ?? ''}
          onChange={({ currentTarget }) => changeQuery({ outcome: currentTarget.value })}
        >
          <option value="">All outcomes</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {outcome}
            </option>
          ))}
        </select>
      </div>
      <div class="filter-end">
        <p class="filter-count muted" role="status">
          <span>{list.isLoaded && shownOf(list.length, list.total, isFiltered(filter))}</span>
          {isFiltered(filter) && (
            <button type="button" class="link" onClick={clearFilter}>
              Clear filter
            </button>
          )}
        </p>
        <PauseButton live={live} />
        <ClearButton isUseful={list.total > 0} />
      </div>
    </div>
  );
}

function shownOf(shown: number, total: number, isFiltered: boolean): string {
  if (!isFiltered) return plural(shown, 'request');
  return `${shown.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}
