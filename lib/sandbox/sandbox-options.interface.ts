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
   * The `X-Webhook-Token` that is accepted. It is never shown in any answer.
   *
   * @default 'sandbox-token'
   */
  token?: string;
  /**
   * How many events are kept, and how many requests; the oldest are forgotten first, and earlier where
   * their bodies are very large. The id of an event is known as long as the event is kept.
   *
   * @default 100_000
   */
  maxEvents?: number;
  /**
   * A file in which requests are kept over a restart. It is made where there is none, readable by its
   * owner only, and belongs to one sandbox at a time.
   *
   * @default none: all is kept in memory only
   */
  data?: string;
}
