/** What Nest writes on a class for the parameters of each route: the keys begin with their kind. */
const PARAMETERS = '__routeArguments__';
const PASSTHROUGH = '__responsePassthrough__';

/** The kinds of `@Res()` and `@Next()`. */
const RESPONSE_OR_NEXT = /^[12]:/;

/**
 * Whether a route takes over its response, with `@Res()` or `@Next()` and without `passthrough`: what it
 * returns is then not sent, and mostly nothing.
 */
export function answersItself(type: object, method: string): boolean {
  const parameters: object = Reflect.getMetadata(PARAMETERS, type, method) ?? {};
  const takesResponse = Object.keys(parameters).some((key) => RESPONSE_OR_NEXT.test(key));
  return takesResponse && Reflect.getMetadata(PASSTHROUGH, type, method) !== true;
}
