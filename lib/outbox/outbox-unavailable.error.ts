/** Where an application has the path of its outbox. */
export const PATH_SETTING = 'the option "outbox" (or CONVERGE_OUTBOX_PATH)';
/** How the advice to give it another one begins. */
export const SET_PATH = `set ${PATH_SETTING} to`;

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
