/** @publicApi */
export interface SandboxOptions {
  /**
   * The port on 127.0.0.1; 0 takes any free one.
   *
   * @default 0
   */
  port?: number;
  /**
   * The `X-Webhook-Token` that is accepted. It is never shown in any answer.
   *
   * @default 'sandbox-token'
   */
  token?: string;
  /**
   * How many events are kept, and how many requests; the oldest are forgotten first. The id of an
   * event is known as long as the event is kept.
   *
   * @default 100_000
   */
  maxEvents?: number;
}
