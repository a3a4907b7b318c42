import type { Mark } from './mark.js';
import { MarkNotes } from './mark-notes.js';

interface Props {
  /** Undefined where nothing was sent. */
  readonly value: unknown;
  readonly marks: readonly Mark[];
}

/** One value of a JSON document, with what is wrong with it. */
export function JsonLeaf({ value, marks }: Props) {
  const kind = value === undefined || value === null ? 'nothing' : typeof value;
  return (
    <div class="json-leaf">
      <span class={`json-${kind}`}>{value === undefined ? 'missing' : JSON.stringify(value)}</span>
      <MarkNotes marks={marks} />
    </div>
  );
}
