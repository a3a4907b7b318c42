/** The durable outbox cannot be used; the message says why and what to do. */
export class OutboxUnavailableError extends Error {
  override readonly name = 'OutboxUnavailableError';
}
