import type { Violation } from '../event/violation.js';

/** @publicApi */
export type SandboxOutcome = 'accepted' | 'duplicate' | 'refused' | 'unauthorised' | 'misbehaved';

/**
 * One POST to the webhook as it came.
 *
 * @publicApi
 */
export interface SandboxRequest {
  /** The exact text of the body; empty where it was larger than 1 MiB. */
  readonly body: string;
  /** Names in lower case. Credentials are left out, the value of `x-webhook-token` is `[token]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** When its last byte arrived, ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly outcome: SandboxOutcome;
  /** The status of the answer (simulated), undefined where nothing was answered. */
  readonly status: number | undefined;
  /** In words, why it was not taken or how the sandbox misbehaved; undefined if neither. */
  readonly reason: string | undefined;
  /** What is wrong with the event, empty if nothing is or nobody looked (see `reason`). */
  readonly violations: readonly Violation[];
}
