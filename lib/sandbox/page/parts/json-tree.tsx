import { JsonLeaf } from './json-leaf.js';
import { childPath, isBranch, marksOnMissing, marksWithin, type Branch } from './json-paths.js';
import type { Mark } from './mark.js';
import { MarkNotes } from './mark-notes.js';

interface Props {
  readonly value: unknown;
  /** Where the value stands in the event. */
  readonly path: string;
  readonly marks: readonly Mark[];
}

/** A JSON value as an indented list; what is wrong stands at the line that it is about. */
export function JsonTree({ value, path, marks }: Props) {
  const own = marks.filter((mark) => mark.path === path);
  if (!isBranch(value)) return <JsonLeaf value={value} marks={own} />;
  const entries = Object.entries(value);
  const missing = marksOnMissing(value, path, marks);
  if (entries.length + missing.length === 0) {
    return (
      <div>
        <span class="muted">{Array.isArray(value) ? 'an empty list' : 'no fields'}</span>
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
          <span class="muted">{size(value)}</span>
          {within > 0 && <span class="count">{within}</span>}
        </summary>
        <JsonTree value={value} path={path} marks={marks} />
      </details>
    </li>
  );
}

function size(value: Branch): string {
  const count = Object.keys(value).length;
  if (Array.isArray(value)) return count === 1 ? '1 item' : `${count} items`;
  return count === 1 ? '1 field' : `${count} fields`;
}
