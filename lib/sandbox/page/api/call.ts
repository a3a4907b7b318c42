/** What the sandbox refused, in its own words. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Sent as it is. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Asks the sandbox's JSON API. Rejects with a sentence that can be shown. */
export async function call<T>(path: string, { method, body, signal }: Call = {}): Promise<T> {
  const headers = body === undefined ? undefined : { 'Content-Type': 'application/json' };
  const response = await fetch(`/api/${path}`, { method, body, signal, headers });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new ApiError(answer?.error ?? response.statusText, response.status);
  return answer;
}

/** @returns `?name=value...` of all parameters that have a value */
export function toQuery(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
