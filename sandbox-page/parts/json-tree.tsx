import {
  childPath,
  isBranch,
  marksOnMissing,
  marksWithin,
  type Branch,
  type Mark,
} from './marks.js';
import { plural, sentence } from './text.js';

interface Props {
  readonly value: unknown;
  /** The path of the value in the event. */
  readonly path: string;
  readonly marks: readonly Mark[];
}

/** A JSON value as an indented list, with findings at their lines. */
export function JsonTree({ value, path, marks }: Props) {
  const own = marks.filter((mark) => mark.path === path);
  if (!isBranch(value)) return <JsonLeaf value={value} marks={own} />;
  const entries = Object.entries(value);
  const missing = marksOnMissing(value, path, marks);
  if (entries.length + missing.length === 0) {
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
      <ul class="json" role="list">
        {entries.map(([key, item]) => (
          <JsonEntry
            key={key}
            name={key}
            value={item}
            path={childPath(value, path, key)}
            marks={marks}
          />
        ))}
        {missing.map((mark) => (
          <li key={`${mark.path} ${mark.rule}`}>
            <span class="json-key">{mark.path.slice(path.length).replace(/^\./, '')}</span>
            <JsonLeaf value={undefined} marks={[mark]} />
          </li>
        ))}
      </ul>
    </>
  );
}

function JsonEntry({ name, value, path, marks }: Props & { name: string }) {
  if (!isBranch(value) || Object.keys(value).length === 0) {
    return (
      <li>
        <span class="json-key">{name}</span>
        <JsonTree value={value} path={path} marks={marks} />
      </li>
    );
  }
  const within = marksWithin(marks, path).length;
  return (
    <li class="json-branch">
      <details open>
        <summary>
          <span class="json-key">{name}</span>
          <span class="muted">{sizeOf(value)}</span>
          {within > 0 && <span class="count">{within}</span>}
        </summary>
        <JsonTree value={value} path={path} marks={marks} />
      </details>
    </li>
  );
}

function sizeOf(value: Branch): string {
  return plural(Object.keys(value).length, Array.isArray(value) ? 'item' : 'field');
}

function JsonLeaf({ value, marks }: { value: unknown; marks: readonly Mark[] }) {
  const kind = value === undefined || value === null ? 'nothing' : typeof value;
  return (
    <div class="json-leaf">
      <span class={`json-${kind}`}>{value === undefined ? 'missing' : JSON.stringify(value)}</span>
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
