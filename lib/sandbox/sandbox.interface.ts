import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import type { Violation } from '../event/violation.js';
import type { SandboxOutcome } from './api-types.js';

/** @publicApi */
export interface SandboxOptions {
  /**
   * The port; 0 takes any free one.
   *
   * @default 0
   */
  port?: number;
  /**
   * The address to listen on. Any but those of this machine itself (`127.0.0.1`, `::1`, `localhost`)
   * shows events, and so personal data, to a network: the sandbox then asks for an access key, and
   * {@link Sandbox.warning} says so.
   *
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * Further names under which the sandbox is reached, such as that of its container. Requests for
   * other names are refused, so that no foreign page reaches it by a name of its own.
   *
   * @default []
   */
  allowedHosts?: readonly string[];
  /**
   * The `X-Webhook-Token` that is accepted. No answer ever shows it.
   *
   * @default 'sandbox-token'
   */
  token?: string;
  /**
   * How many events are kept, and how many requests; the oldest are deleted first, and earlier where
   * their bodies are very large. The id of an event is known as long as the event is kept.
   *
   * @default 100_000
   */
  maxEvents?: number;
  /**
   * A file in which requests are kept over a restart. It is created if it is missing, readable by its
   * owner only, and belongs to one sandbox at a time.
   *
   * @default none: all is kept in memory only
   */
  data?: string;
}

/**
 * A local stand-in for Converge's webhook. What Converge documents (the request) is checked with the
 * library's own rules; what it does not document (status codes, bodies, limits, the memory of ids)
 * is simulated and says so.
 *
 * @publicApi
 */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`, or with the `host` of the options. */
  readonly url: string;
  /** Open it in a browser to watch events arrive: {@link url}, with the access key if there is one. */
  readonly pageUrl: string;
  /** Where events are posted: {@link url} + `/api/webhooks`. */
  readonly endpoint: string;
  /** The `X-Webhook-Token` that is accepted. */
  readonly token: string;
  /**
   * Needed for everything but {@link endpoint}, as `X-Sandbox-Key`; undefined if the sandbox listens
   * on this machine only.
   */
  readonly accessKey: string | undefined;
  /** A sentence to show if others can reach the sandbox; undefined otherwise. */
  readonly warning: string | undefined;
  /** The events that were taken, without copies, oldest first: a snapshot. */
  events(): readonly SandboxEvent[];
  /** Every POST to the webhook, whatever its outcome, oldest first: a snapshot. */
  requests(): readonly SandboxRequest[];
  /** How many sockets are open right now, those of browsers included. */
  connections(): number;
  /** The most sockets that were open at once since the start or {@link clear}. */
  connectionsPeak(): number;
  /**
   * Resolves with {@link events} as soon as `count` events were taken since the start or
   * {@link clear}, at once if they already were.
   *
   * @param timeoutMs milliseconds, 10_000 by default
   * @throws an Error that says how many came, after the timeout or when the sandbox is closed
   */
  waitForEvents(count: number, timeoutMs?: number): Promise<readonly SandboxEvent[]>;
  /**
   * Answers POSTs to the webhook with a fault, before anything about them is checked. Replaces the
   * fault before it; `undefined` ends it.
   *
   * @param range how many POSTs (`2` means `{ times: 2 }`), or what share of them; every one by default
   * @throws RangeError or TypeError for a fault that could not work
   */
  simulateFault(fault: SandboxFault | undefined, range?: number | FaultRange): void;
  /** Deletes all events, requests and ids, on disk too; an active fault stays. */
  clear(): void;
  /** Stops listening and ends all open connections. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * An event that the sandbox took.
 *
 * @publicApi
 */
export interface SandboxEvent {
  /** The body as it was sent, parsed. */
  readonly event: ConvergeEventDto;
  /** When its first copy arrived, ISO 8601 in UTC. */
  readonly receivedAt: string;
  /**
   * How many copies with the same `event_id` came after it and were dropped. Simulated: whether
   * Converge's key is the id alone, and how long it remembers it, is undocumented.
   */
  readonly duplicates: number;
}

/**
 * One POST to the webhook as it came.
 *
 * @publicApi
 */
export interface SandboxRequest {
  /** The exact text of the body; empty if it was larger than 1 MiB. */
  readonly body: string;
  /** Names in lower case. Credentials are left out, the value of `x-webhook-token` is `[token]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** When its last byte arrived, ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly outcome: SandboxOutcome;
  /** The status of the answer (simulated), undefined if nothing was answered. */
  readonly status: number | undefined;
  /** Why it was refused, or which failure was simulated; undefined if neither. */
  readonly reason: string | undefined;
  /** What is wrong with the event; empty if nothing is, or if it was not checked (see `reason`). */
  readonly violations: readonly Violation[];
}

/**
 * A failure of the sandbox. All of it is simulated: Converge documents neither status codes nor bodies.
 *
 * A fault that answers with a 2xx status (`hang-in-answer` and `huge-answer` do too) still takes a
 * valid event, because a sender may rely on that status; any other fault takes nothing.
 *
 * - `{ status, headers, body }`: that answer, e.g. 429 with `Retry-After`, or a body that is not JSON
 * - `hang`: reads the request and never answers
 * - `hang-in-answer`: status 200 and half of a body, then nothing
 * - `reset`: reads the request and resets the connection
 * - `huge-answer`: status 200 and a body that ends at 64 MiB or when the client has had enough
 * - `{ delayMs }`: takes the request as usual, answers that many milliseconds later
 *
 * @publicApi
 */
export type SandboxFault =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'hang-in-answer'
  | 'reset'
  | 'huge-answer'
  | { delayMs: number };

/**
 * Which requests a fault affects.
 *
 * @publicApi
 */
export interface FaultRange {
  /**
   * How many requests at most.
   *
   * @default Infinity
   */
  times?: number;
  /**
   * Which share of all requests, from 0 to 1, at random.
   *
   * @default 1
   */
  share?: number;
}
