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

const LIMIT_MS = 10_000;

/**
 * Asks an endpoint for nothing, by way of the proxy that events take too: without a body and a token,
 * so that it is not taken for an event.
 */
export async function askEndpoint(url: string): Promise<EndpointAnswer> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const begin = Date.now();
  let dispatcher: InstanceType<typeof EnvHttpProxyAgent> | undefined;
  try {
    dispatcher = new EnvHttpProxyAgent({ proxyTunnel: false });
    const signal = AbortSignal.timeout(LIMIT_MS);
    const { statusCode, headers } = await request(url, { method: 'HEAD', dispatcher, signal });
    const date = headers['date'];
    const at = (begin + Date.now()) / 2;
    return { status: statusCode, date: typeof date === 'string' ? date : undefined, at };
  } catch (error) {
    return { reason: reasonOf(error as Error), at: begin };
  } finally {
    await dispatcher?.destroy();
  }
}

function reasonOf({ name, code }: Error & { readonly code?: unknown }): string {
  if (name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1_000} seconds`;
  return typeof code === 'string' ? code : 'the request failed';
}
