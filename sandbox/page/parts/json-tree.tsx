import { useState } from 'preact/hooks';
import { LongText } from './long-text.js';
import {
  childPath,
  isBranch,
  marksOnMissing,
  marksWithin,
  type Branch,
  type Mark,
} from './marks.js';
import { cut, figure, plural, sentence, visible } from './text.js';

/** More entries are folded. */
const MAX_ENTRIES = 20;
const MAX_KEY = 80;
/** How many more entries are unfolded at once. */
const STEP = 200;
/** Deeper branches are closed at first. */
const OPEN_DEPTH = 6;

interface Props {
  readonly value: unknown;
  /** The path of the value in the event. */
  readonly path: string;
  readonly marks: readonly Mark[];
  readonly depth?: number;
}

/** A JSON value as an indented list, with findings at their lines. */
export function JsonTree({ value, path, marks, depth = 0 }: Props) {
  const own = marks.filter((mark) => mark.path === path);
  if (!isBranch(value)) return <JsonLeaf value={value} marks={own} />;
  const missing = marksOnMissing(value, path, marks);
  if (Object.keys(value).length + missing.length === 0) {
    return (
      <div>
        <span class="muted">{Array.isArray(value) ? 'empty list' : 'no fields'}</span>
        <MarkNotes marks={own} />
      </div>
    );
  }
  return (
    <>
      <MarkNotes marks={own} />
      <JsonEntries value={value} path={path} marks={marks} missing={missing} depth={depth} />
    </>
  );
}

interface EntriesProps extends Required<Props> {
  readonly value: Branch;
  /** Marks on entries that are missing. */
  readonly missing: readonly Mark[];
}

function JsonEntries({ value, path, marks, missing, depth }: EntriesProps) {
  const [limit, setLimit] = useState(MAX_ENTRIES);
  const entries = Object.entries(value);
  // A fold of one entry would take as much room as the entry.
  const shown = entries.length <= limit + 1 ? entries : entries.slice(0, limit);
  const folded = entries.slice(shown.length);
  // Without marks, tens of thousands of paths would be made for nothing.
  const within = (marks.length === 0 ? [] : folded)
    .map(([key]) => marksWithin(marks, childPath(value, path, key)).length)
    .reduce((sum, count) => sum + count, 0);
  return (
    <ul class="json" role="list">
      {shown.map(([key, item]) => (
        <JsonEntry
          key={key}
          name={key}
          value={item}
          path={childPath(value, path, key)}
          marks={marks}
          depth={depth + 1}
        />
      ))}
      {folded.length > 0 && (
        <li class="json-fold">
          <button type="button" class="link" onClick={() => setLimit(limit + STEP)}>
            Show {figure(Math.min(STEP, folded.length))} more
            {folded.length > STEP && ` of ${figure(folded.length)}`}
          </button>
          {within > 0 && <FindingCount count={within} />}
        </li>
      )}
      {missing.map((mark) => (
        <li key={`${mark.path} ${mark.rule}`}>
          <span class="json-key">{mark.path.slice(path.length).replace(/^\./, '')}</span>
          <JsonLeaf value={undefined} marks={[mark]} />
        </li>
      ))}
    </ul>
  );
}

function JsonEntry({ name, value, path, marks, depth }: Required<Props> & { name: string }) {
  const key = <span class="json-key">{cut(visible(name), MAX_KEY)}</span>;
  if (!isBranch(value) || Object.keys(value).length === 0) {
    return (
      <li>
        {key}
        <JsonTree value={value} path={path} marks={marks} depth={depth} />
      </li>
    );
  }
  const within = marksWithin(marks, path).length;
  return (
    <li class="json-branch">
      <details open={depth < OPEN_DEPTH || within > 0}>
        <summary>
          {key}
          <span class="muted">{sizeOf(value)}</span>
          {within > 0 && <FindingCount count={within} />}
        </summary>
        <JsonTree value={value} path={path} marks={marks} depth={depth} />
      </details>
    </li>
  );
}

function FindingCount({ count }: { count: number }) {
  return (
    <span class="count" title={plural(count, 'finding')}>
      {count}
      <span class="off-screen"> {count === 1 ? 'finding' : 'findings'}</span>
    </span>
  );
}

function sizeOf(value: Branch): string {
  return plural(Object.keys(value).length, Array.isArray(value) ? 'item' : 'field');
}

function JsonLeaf({ value, marks }: { value: unknown; marks: readonly Mark[] }) {
  const kind = value === undefined || value === null ? 'nothing' : typeof value;
  return (
    <div class="json-leaf">
      <span class={`json-${kind}`}>
        {value === undefined ? 'missing' : <LongText text={visible(JSON.stringify(value))} />}
      </span>
      <MarkNotes marks={marks} />
    </div>
  );
}

function MarkNotes({ marks }: { marks: readonly Mark[] }) {
  return marks.map(({ kind, rule, advice }) => (
    <p key={rule} class={`json-note ${kind}`}>
      {sentence(advice)}
    </p>
  ));
}
