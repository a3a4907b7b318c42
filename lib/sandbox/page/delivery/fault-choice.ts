import type { Fault } from '../api/delivery-types.js';

export const FAULT_KINDS = [
  { kind: 'status', label: 'A status', hint: 'instead of the usual answer' },
  { kind: 'delay', label: 'A delay', hint: 'before the usual answer' },
  { kind: 'hang', label: 'No answer', hint: 'the connection stays open' },
  { kind: 'hang-in-answer', label: 'Half an answer', hint: 'status 200, then nothing more' },
  { kind: 'reset', label: 'A reset', hint: 'the connection breaks' },
  { kind: 'huge-answer', label: 'A huge answer', hint: 'status 200 and 64 MiB' },
] as const;

/** What the form holds, as it was typed. */
export interface FaultChoice {
  readonly kind: (typeof FAULT_KINDS)[number]['kind'];
  readonly status: string;
  readonly retryAfter: string;
  readonly ms: string;
  /** In percent. */
  readonly share: string;
  /** Empty for all. */
  readonly times: string;
}

export const INITIAL: FaultChoice = {
  kind: 'status',
  status: '503',
  retryAfter: '',
  ms: '2000',
  share: '100',
  times: '',
};

/** The form's contents for a fault that is on. */
export function toChoice(fault: Fault): FaultChoice {
  const { kind = INITIAL.kind } = FAULT_KINDS.find((known) => known.kind === fault.kind) ?? {};
  return {
    kind,
    status: String(fault.status ?? INITIAL.status),
    retryAfter: String(fault.retryAfter ?? ''),
    ms: String(fault.ms ?? INITIAL.ms),
    share: String(Math.round((fault.share ?? 1) * 100)),
    times: String(fault.times ?? ''),
  };
}

export function toFault({ kind, status, retryAfter, ms, share, times }: FaultChoice): Fault {
  return {
    kind,
    share: Number(share) / 100,
    ...(times === '' ? {} : { times: Number(times) }),
    ...(kind === 'status' ? { status: Number(status) } : {}),
    ...(kind === 'status' && retryAfter !== '' ? { retryAfter: Number(retryAfter) } : {}),
    ...(kind === 'delay' ? { ms: Number(ms) } : {}),
  };
}
