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
 * Asks an endpoint for nothing, by way of the proxy that events take too: without a body and a token,
 * so that nobody takes it for an event.
 */
export async function askEndpoint(url: string): Promise<EndpointAnswer> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const begin = Date.now();
  let dispatcher: InstanceType<typeof EnvHttpProxyAgent> | undefined;
  try {
    dispatcher = new EnvHttpProxyAgent({ proxyTunnel: false });
    const signal = AbortSignal.timeout(10_000);
    const { statusCode, headers } = await request(url, { method: 'HEAD', dispatcher, signal });
    const date = headers['date'];
    const at = (begin + Date.now()) / 2;
    return { status: statusCode, date: typeof date === 'string' ? date : undefined, at };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { reason: typeof code === 'string' ? code : 'the request failed', at: begin };
  } finally {
    await dispatcher?.destroy();
  }
}
