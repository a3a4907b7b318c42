import type { ConvergeEventDto } from '../../lib/event/contract.js';
import type { Violation } from '../../lib/event/violation.js';
import type { SandboxOutcome } from './api-types.js';

export interface SandboxOptions {
  /**
   * The port; 0 takes any free one.
   *
   * @default 0
   */
  port?: number;
  /**
   * The address to listen on. All but the loopback addresses (`127.0.0.1`, `::1`, `localhost`) expose
   * events, and so personal data, to a network: the sandbox then requires an access key, has a random
   * token by default, and sets {@link Sandbox.warning}.
   *
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * Further host names of the sandbox, such as that of its container. Requests for other names are
   * refused, to prevent DNS rebinding.
   *
   * @default []
   */
  allowedHosts?: readonly string[];
  /**
   * The `X-Webhook-Token` that is accepted. No answer shows it, unless it is the default one.
   *
   * @default 'sandbox-token', or a random one if the sandbox can be reached from a network
   */
  token?: string;
  /**
   * How many events, and how many requests, are kept; the oldest are deleted first, and earlier if their
   * bodies are very large. The id of an event is known as long as the event is kept.
   *
   * @default 100_000
   */
  maxEvents?: number;
  /**
   * A file that keeps requests across restarts. It is created if it is missing, readable by its owner
   * only, and belongs to one sandbox at a time.
   *
   * @default none: requests are kept in memory only
   */
  data?: string;
  /**
   * The outbox's file of an application on this machine, whose events and their states the page then shows.
   * It is only read, and may be created, replaced or deleted meanwhile.
   *
   * @default none
   */
  outbox?: string;
}

/**
 * A local stand-in for Converge's webhook. The library's own rules check what Converge documents (the
 * request). Everything else (status codes, bodies, limits, how long ids are known) is simulated and
 * marked so.
 */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`, or with the `host` of the options. */
  readonly url: string;
  /** The address of the page: {@link url}, with the access key if there is one. */
  readonly pageUrl: string;
  /** The URL to post events to: {@link url} + `/api/webhooks`. */
  readonly endpoint: string;
  /** The `X-Webhook-Token` that is accepted. */
  readonly token: string;
  /**
   * Required for everything but {@link endpoint}, as `X-Sandbox-Key`; undefined if the sandbox listens
   * on this machine only.
   */
  readonly accessKey: string | undefined;
  /** A sentence to show if others can reach the sandbox; undefined otherwise. */
  readonly warning: string | undefined;
  /** A snapshot of the accepted events, without duplicates, oldest first. */
  events(): readonly SandboxEvent[];
  /** A snapshot of all POSTs to the webhook, with any outcome, oldest first. */
  requests(): readonly SandboxRequest[];
  /** The number of open sockets, including those of browsers. */
  connections(): number;
  /** The highest number of open sockets since the start or {@link clear}. */
  connectionsPeak(): number;
  /**
   * Resolves with {@link events} as soon as `count` events were accepted since the start or
   * {@link clear}.
   *
   * @param timeoutMs milliseconds, 10_000 by default
   * @throws an Error with the numbers of events and other requests, after the timeout or when the sandbox
   * is closed
   */
  waitForEvents(count: number, timeoutMs?: number): Promise<readonly SandboxEvent[]>;
  /**
   * Answers POSTs to the webhook with a fault, whether or not they are valid. Replaces the fault before
   * it; `undefined` ends it.
   *
   * @param range the number of POSTs (`2` means `{ times: 2 }`), or the share of them; all by default
   * @throws RangeError or TypeError for an invalid fault
   */
  simulateFault(fault: SandboxFault | undefined, range?: number | FaultRange): void;
  /** Deletes all events, requests and ids, on disk too; an active fault stays. */
  clear(): void;
  /** Stops listening and ends all open connections. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * An event that the sandbox accepted.
 */
export interface SandboxEvent {
  /** The parsed body. */
  readonly event: ConvergeEventDto;
  /** When its first copy arrived, ISO 8601 in UTC. */
  readonly receivedAt: string;
  /**
   * The number of later copies with the same `event_id`, which were dropped. Simulated: Converge does not
   * document whether its key is the id alone, and how long it keeps ids.
   */
  readonly duplicates: number;
}

/**
 * One POST to the webhook.
 */
export interface SandboxRequest {
  /** The exact text of the body; empty if it was larger than 1 MiB. */
  readonly body: string;
  /**
   * Names in lower case. Those that may hold a credential (`authorization`, `cookie`, `x-api-key` ...) are
   * left out, and the value of `x-webhook-token` is `[token]`.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** When its last byte arrived, ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly outcome: SandboxOutcome;
  /** The status of the answer (simulated); undefined without an answer. */
  readonly status: number | undefined;
  /** The reason for the refusal, or the simulated failure; else undefined. */
  readonly reason: string | undefined;
  /** Violations of the contract; empty for a valid event, or one that was not checked (see `reason`). */
  readonly violations: readonly Violation[];
}

/**
 * A simulated failure. Converge documents neither status codes nor bodies.
 *
 * A fault that answers with a 2xx status (as `hang-in-answer` and `huge-answer` do) still accepts a
 * valid event, because a sender may rely on that status; any other fault accepts nothing.
 *
 * - `{ status, headers, body }`: that answer, e.g. 429 with `Retry-After`, or a body that is not JSON
 * - `hang`: reads the request and never answers
 * - `hang-in-answer`: status 200 and half of a body, then nothing
 * - `reset`: reads the request and resets the connection
 * - `huge-answer`: status 200 and a body of 64 MiB, unless the client disconnects
 * - `{ delayMs }`: handles the request as usual and answers that many milliseconds later
 */
export type SandboxFault =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'hang-in-answer'
  | 'reset'
  | 'huge-answer'
  | { delayMs: number };

/**
 * The requests that a fault affects.
 */
export interface FaultRange {
  /**
   * The most requests.
   *
   * @default Infinity
   */
  times?: number;
  /**
   * The share of all requests, from 0 to 1, chosen at random.
   *
   * @default 1
   */
  share?: number;
  /**
   * How long it lasts at most, in seconds.
   *
   * @default Infinity
   */
  seconds?: number;
}
