import { sentence } from './finding-list.js';
import type { Mark } from './mark.js';

/** What is wrong with one value. */
export function MarkNotes({ marks }: { marks: readonly Mark[] }) {
  return (
    <>
      {marks.map(({ kind, rule, advice }) => (
        <p key={rule} class={`json-note ${kind}`}>
          {sentence(advice)}
        </p>
      ))}
    </>
  );
}
