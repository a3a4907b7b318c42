/** What came back. */
export interface EndpointAnswer {
  /** Missing where nothing came back. */
  readonly status?: number;
  readonly date?: string;
  /** Why nothing came back. */
  readonly reason?: string;
  /** What time it was here, about when the answer was written. */
  readonly at: number;
}

/**
 * Asks an endpoint for nothing, through the library's own connection (proxy and certificates included):
 * without a body and a token, so that nobody takes it for an event.
 */
export async function askEndpoint(url: string): Promise<EndpointAnswer> {
  const [{ default: axios }, { createUndiciAdapter }] = await Promise.all([
    import('axios'),
    import('../../delivery/undici.adapter.js'),
  ]);
  const undici = createUndiciAdapter({ connections: 1, timeoutMs: 10_000, maxAnswerBytes: 1_024 });
  const begin = Date.now();
  try {
    const { status, headers } = await axios.request({
      url,
      method: 'HEAD',
      adapter: undici.adapter,
      validateStatus: () => true,
    });
    const date: unknown = headers['date'];
    const at = (begin + Date.now()) / 2;
    return { status, date: typeof date === 'string' ? date : undefined, at };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { reason: typeof code === 'string' ? code : 'the request failed', at: begin };
  } finally {
    await undici.close();
  }
}
