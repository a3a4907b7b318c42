import type { Outcome } from '../api/types.js';

interface Props {
  readonly outcome: Outcome;
  readonly status?: number | null;
}

/** What became of a request, as a word and a colour; with the status where there is room. */
export function OutcomeMark({ outcome, status }: Props) {
  return (
    <span class={`mark ${outcome}`}>
      {outcome}
      {status === undefined ? null : <span class="mark-status">{status ?? 'no answer'}</span>}
    </span>
  );
}
