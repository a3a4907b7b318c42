/** The parts of an Express request that are used; its types are not a dependency. */
export interface ExpressRequest {
  readonly method: string;
  readonly baseUrl: string;
  readonly route?: { readonly path: unknown };
}

/** The parts of an Express response that are used. */
export interface ExpressResponse {
  readonly statusCode: number;
  readonly headersSent: boolean;
  readonly destroyed: boolean;
  writeHead(statusCode: number): unknown;
  json(...args: any[]): unknown;
  jsonp(...args: any[]): unknown;
  end(...args: any[]): unknown;
  write(...args: any[]): unknown;
}

/**
 * Holds the end of a successful JSON response, whose status and headers are fixed as they are. All
 * other responses, and those to HEAD and to clients that have gone, pass unchanged and at once.
 *
 * @param onJson gets what the handler gave to `res.json` or `res.send`, and calls `release` once
 * @param onOther called for a success without JSON
 */
export function holdJson(
  { method }: ExpressRequest,
  response: ExpressResponse,
  onJson: (body: unknown, release: () => void) => void,
  onOther: () => void,
): void {
  const { end, write } = response;
  let given: { readonly body: unknown } | undefined;
  for (const name of ['json', 'jsonp'] as const) {
    const original = response[name];
    response[name] = (...args) => {
      given = { body: bodyOf(args) };
      return original.apply(response, args);
    };
  }
  response.end = (...args) => {
    response.end = end;
    const isSuccess = response.statusCode >= 200 && response.statusCode < 300;
    if (!isSuccess || method === 'HEAD') return end.apply(response, args);
    if (given === undefined || response.headersSent) {
      onOther();
      return end.apply(response, args);
    }
    if (response.destroyed) {
      onJson(given.body, () => undefined);
      return end.apply(response, args);
    }
    // Whoever tries to answer again finds the headers sent, as without the hold.
    response.writeHead(response.statusCode);
    const release = () => {
      Object.assign(response, { end, write });
      end.apply(response, args);
    };
    response.end = () => response;
    response.write = (...late) => {
      release();
      return response.write(...late);
    };
    onJson(given.body, release);
    return response;
  };
}

/** Express 4 also takes the status as first or second argument. */
function bodyOf([first, second]: readonly unknown[]): unknown {
  return typeof first === 'number' && second !== undefined ? second : first;
}
