import type { ComponentChildren } from 'preact';
import type { SandboxOutcome } from '../../server/api-types.js';
import { UNREACHABLE } from '../api/call.js';
import { href } from '../shell/route.js';
import { OUTCOME_LABELS } from './outcomes.js';
import { figure, fullTime, shortTime } from './text.js';

interface OutcomeProps {
  readonly outcome: SandboxOutcome;
  readonly status?: number | null;
}

/** The outcome of a request as a coloured word, optionally with the status. */
export function OutcomeMark({ outcome, status }: OutcomeProps) {
  return (
    <span class={`mark ${outcome}`}>
      {OUTCOME_LABELS[outcome]}
      {status === undefined ? null : <span class="mark-status">{status ?? 'no answer'}</span>}
    </span>
  );
}

/** A time, short unless it is wanted in full, with that of UTC in its tooltip. */
export function Moment({ at, isFull = false }: { at: string; isFull?: boolean }) {
  return (
    <time class="moment" dateTime={at} title={isFull ? at : `${fullTime(at)}\n${at}`}>
      {isFull ? fullTime(at) : shortTime(at)}
    </time>
  );
}

interface ShareProps {
  /** From 0 to 1. */
  readonly share: number;
  readonly kind: 'accepted' | 'warned' | 'refused' | 'plain';
}

/** A share as a bar, next to the same figure as text. */
export function ShareBar({ share, kind }: ShareProps) {
  return (
    <span class={`share ${kind}`} aria-hidden="true">
      <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}

/** Why something could not be loaded, unless the bar above all views says so. */
export function LoadError({ message }: { message: string | undefined }) {
  if (message === undefined || message === UNREACHABLE) return null;
  return (
    <p class="load-error" role="alert">
      {message}
    </p>
  );
}

export function TableHead({ columns, ...rest }: { columns: readonly string[]; class?: string }) {
  return (
    <thead {...rest}>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A note below an incomplete list. */
export function ShownOf({ what, shown, total }: { what: string; shown: number; total: number }) {
  if (shown >= total) return null;
  return (
    <p class="muted">
      The {what} {figure(shown)} of {figure(total)}.
    </p>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Whether to link to the instructions for a first event. */
  readonly needsEvent?: boolean;
}

/** The content of an empty view. */
export function EmptyState({ title, children, needsEvent }: EmptyProps) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
      {needsEvent && (
        <p>
          <a href={href('logs')}>How to send a first event</a>
        </p>
      )}
    </div>
  );
}

interface NoMatchProps {
  readonly text: string;
  readonly button: string;
  readonly onClick: () => void;
}

export function NoMatch({ text, button, onClick }: NoMatchProps) {
  return (
    <div class="no-match">
      <p>{text}</p>
      <button type="button" onClick={onClick}>
        {button}
      </button>
    </div>
  );
}
