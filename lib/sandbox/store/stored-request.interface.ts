import type { Violation } from '../../event/violation.js';
import type { SandboxOutcome } from '../sandbox-request.interface.js';
import type { EventFacts } from './event-facts.js';

/** One POST to the webhook, as it came and as it went. */
export interface Arrival {
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** The exact text; empty where it was too large. */
  readonly body: string;
  /** As JSON, without credentials. */
  readonly headers: string;
  readonly outcome: SandboxOutcome;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly violations: readonly Violation[];
  /** Whether the sandbox took an event from it, or another copy of one that it has. */
  readonly brought: 'event' | 'copy' | undefined;
}

/** What is kept of it: texts and numbers, nothing parsed, as there may be very many. */
export interface StoredRequest extends Arrival, EventFacts {
  /** Counts up from 1 without gaps, is never used twice. */
  readonly number: number;
  /** How many requests with its event id came so far, itself included. */
  readonly attempt: number;
  /** How many warnings Converge's source monitoring would show. */
  readonly warningCount: number;
  /** How many copies of its event came after it. */
  duplicates: number;
}
