import type { SandboxEvent } from './sandbox-event.interface.js';
import type { FaultRange, SandboxFault } from './sandbox-fault.type.js';
import type { SandboxRequest } from './sandbox-request.interface.js';

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
   * Needed for everything but {@link endpoint}, as `X-Sandbox-Key`; undefined where the sandbox listens
   * on this machine only.
   */
  readonly accessKey: string | undefined;
  /** A sentence to show to whoever started a sandbox that others can reach; undefined for any other. */
  readonly warning: string | undefined;
  /** The events that were taken, without copies, oldest first: a snapshot. */
  events(): readonly SandboxEvent[];
  /** Every POST to the webhook, whatever became of it, oldest first: a snapshot. */
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
   * fault before it; `undefined` behaves again.
   *
   * @param range how many POSTs (`2` means `{ times: 2 }`), or what share of them; every one by default
   */
  misbehave(fault: SandboxFault | undefined, range?: number | FaultRange): void;
  /** Forgets all events, requests and ids, on disk too; an active fault stays. */
  clear(): void;
  /** Stops listening and ends all open connections. A second call is harmless. */
  close(): Promise<void>;
}
