import type { SandboxAnswer } from '../api-types.js';
import { parseJson } from '../http/read-body.js';
import { toJsonBody } from '../http/router.js';
import type { StoredRequest } from '../store/stored-request.js';
import { HUGE_ANSWER_BYTES, toMessage, type ReplacingFault } from './send-fault.js';

/** How much of a simulated failure's body is kept, in characters. */
const MAX_BODY_LENGTH = 1_000;
const NOTES = {
  'hang-in-answer': 'Only half of this body was sent, then nothing.',
  'huge-answer': `${HUGE_ANSWER_BYTES / 1024 ** 2} MiB of spaces, unless the client disconnected before.`,
};

/** What the sandbox says to a request that it accepts or refuses. */
export function usualContent({
  outcome,
  reason,
  violations,
}: Pick<StoredRequest, 'outcome' | 'reason' | 'violations'>): object {
  const isTaken = outcome === 'accepted' || outcome === 'duplicate';
  return isTaken ? { status: outcome } : { error: reason, violations };
}

const known = new WeakMap<object, string>();

/** A simulated answer as it is kept with a request; the same text for each request with the same fault. */
export function keptAnswer(fault: ReplacingFault): string | undefined {
  if (typeof fault === 'string') return undefined;
  let kept = known.get(fault);
  if (kept === undefined) {
    const { headers, body } = toMessage(fault);
    kept = JSON.stringify({
      headers,
      body: body.slice(0, MAX_BODY_LENGTH),
      isCut: body.length > MAX_BODY_LENGTH,
    });
    known.set(fault, kept);
  }
  return kept;
}

/** The answer to a request; null if there was none. */
export function answerTo(request: StoredRequest): SandboxAnswer | null {
  const { outcome, status, answer, reason } = request;
  if (status === undefined) return null;
  if (outcome !== 'fault') return jsonAnswer(status, toJsonBody(usualContent(request)));
  const kept = answer === undefined ? undefined : (parseJson(answer) as KeptAnswer | undefined);
  if (kept !== undefined) {
    const note = kept.isCut ? `The body was longer: these are its first characters.` : null;
    return { status, headers: kept.headers, body: kept.body, note };
  }
  const kind = Object.keys(NOTES).find((each) => reason?.endsWith(each)) as keyof typeof NOTES;
  const body = kind === 'hang-in-answer' ? toJsonBody({ status: 'accepted' }) : '';
  return { ...jsonAnswer(status, body), note: NOTES[kind] ?? null };
}

interface KeptAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isCut: boolean;
}

function jsonAnswer(status: number, body: string): SandboxAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body,
    note: null,
  };
}
