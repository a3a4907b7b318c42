/** The durable outbox cannot be used; the message says why and what to do. */
export class OutboxUnavailableError extends Error {
  override readonly name = 'OutboxUnavailableError';

  /** The error itself if it is one of these; else one that names SQLite's code. */
  static from(error: unknown): OutboxUnavailableError {
    if (error instanceof OutboxUnavailableError) return error;
    const { code } = (error ?? {}) as { code?: unknown };
    return new OutboxUnavailableError(`SQLite failed (${String(code)})`);
  }
}
