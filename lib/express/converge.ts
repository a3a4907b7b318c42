import { debuglog } from 'node:util';
import { createEngine, type Engine } from '../engine.js';
import type { EventName } from '../event/converge-event.interface.js';
import { Operations } from '../operations.js';
import type { ConvergeModuleOptions } from '../options/converge-options.interface.js';
import { isMapperClass } from '../options/option-table.js';
import {
  checkEventName,
  checkTracking,
  resolveOptions,
  toOptions,
} from '../options/resolve-options.js';
import type { Log } from '../reporting/reporter.js';
import { chooseMappers, type ReadyMapper, type Tracking } from '../tracking/map-event.js';
import { releaseAfter } from '../tracking/release-after.js';
import type { MapperOption, TrackOptions } from '../tracking/track-options.interface.js';

/** A middleware of Express. */
export type Middleware = (request: any, response: any, next: (error?: unknown) => void) => void;

/** A logger such as `console`, pino or winston. */
export interface ConvergeLogger {
  error(message: string): void;
  warn(message: string): void;
  info?(message: string): void;
  debug?(message: string): void;
}

/** The options of {@link createConverge}: those of the Nest module, and a logger. */
export interface ConvergeOptions extends ConvergeModuleOptions {
  /**
   * Where log lines go. No line holds the token, a property or an alias.
   *
   * @default console, without debug lines unless NODE_DEBUG=converge
   */
  logger?: ConvergeLogger;
}

/**
 * Opens the outbox and starts to deliver its events. Create one for each process. Where the options say
 * nothing, the variables CONVERGE_TOKEN, CONVERGE_ENDPOINT and CONVERGE_OUTBOX_PATH of the environment
 * apply.
 *
 * @param token the source's webhook token
 * @throws ConvergeOptionsError for invalid settings
 *
 * @example
 * ```ts
 * const converge = await createConverge();
 * app.post('/orders', converge.trackResponse('Placed Order'), createOrder);
 * process.on('SIGTERM', () => server.close(() => converge.close()));
 * ```
 */
export function createConverge(
  token: string | undefined,
  options?: Omit<ConvergeOptions, 'token'>,
): Promise<Converge>;
export function createConverge(options?: ConvergeOptions): Promise<Converge>;
export async function createConverge(
  tokenOrOptions?: string | ConvergeOptions,
  more?: Omit<ConvergeOptions, 'token'>,
): Promise<Converge> {
  const given = toOptions('createConverge', tokenOrOptions, more);
  const { logger = consoleLogger(), ...options } = given;
  const engine = await createEngine(resolveOptions(options), { log: toLog(logger) });
  engine.start();
  return new Converge(engine);
}

/** Tracks events in an application without Nest. {@link createConverge} makes it. */
export class Converge extends Operations {
  readonly #engine: Engine;
  /** The events of each response: a route may have several. */
  readonly #trackings = new WeakMap<object, Tracking[]>();

  constructor(engine: Engine) {
    super(engine, 'converge');
    this.#engine = engine;
  }

  /**
   * A middleware of Express that tracks an event each time its route answers with JSON and a 2xx status:
   * the mappers turn what the handler gives to `res.json` into the event, which is stored before the
   * response is sent. The response never changes.
   *
   * @param eventName an event of Converge's spec, e.g. `Placed Order`, or a custom one that is declared in
   * the interface ConvergeEvents
   * @param options the mappers, if the defaults do not fit; classes are created once, without arguments
   * @throws ConvergeOptionsError for a misspelt name, or an option that is not a mapper
   *
   * @example
   * ```ts
   * app.post('/orders', converge.trackResponse('Placed Order', { properties: toProperties }), createOrder);
   * ```
   */
  trackResponse<Name extends EventName>(
    eventName: Name,
    options: TrackOptions<any, Name> = {},
  ): Middleware {
    const { mappers, events } = this.#engine.options;
    const declaration = { eventName, options };
    checkTracking(declaration, 'a route');
    checkEventName(eventName, 'a route', events);
    const ready = chooseMappers(options, mappers).map(([name, option]) => [name, toReady(option)]);
    const tracking = { ...declaration, mappers: Object.fromEntries(ready) };
    return (request, response, next) => {
      const others = this.#trackings.get(response);
      if (others === undefined) this.#follow(request, response, [tracking]);
      else others.push(tracking);
      next();
    };
  }

  /**
   * Delivers the remaining events, as far as `shutdownTimeoutMs` allows, and closes everything. Call it
   * after the server has closed.
   */
  close(): Promise<void> {
    return this.#engine.stop();
  }

  #follow(request: ExpressRequest, response: ExpressResponse, trackings: Tracking[]): void {
    this.#trackings.set(response, trackings);
    const { tracker, reporter, options } = this.#engine;
    const onJson = (body: unknown, release: () => void) => {
      const handler = nameOf(request);
      const call = { handler, transport: 'http', args: [request, response], request };
      const work = () => tracker.track(trackings, body, call);
      releaseAfter(work, options.outbox.commitTimeoutMs, release, () =>
        reporter.report({ kind: 'commitTimedOut', origin: handler }),
      );
    };
    holdJson(request, response, onJson, () => {
      for (const { eventName } of trackings) {
        reporter.report({ kind: 'noJson', origin: nameOf(request), eventName });
      }
    });
  }
}

/** The parts of Express's request and response that are used: its types are no dependency. */
interface ExpressRequest {
  readonly method: string;
  readonly baseUrl: string;
  readonly route?: { readonly path: unknown };
}

interface ExpressResponse {
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
function holdJson(
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

/** The route as it was declared: the address itself may hold personal data. */
function nameOf({ method, baseUrl, route }: ExpressRequest): string {
  return `${method} ${baseUrl}${route === undefined ? '' : String(route.path)}`;
}

function toReady(option: MapperOption<any, unknown>): ReadyMapper {
  if (!isMapperClass(option)) return option;
  const mapper = new option();
  return (result, context) => mapper.map(result, context);
}

/** The console, whose debug lines are written only if NODE_DEBUG asks for them. */
function consoleLogger(): ConvergeLogger {
  const debug = debuglog('converge');
  return Object.create(console, { debug: { value: debug.enabled ? debug : undefined } });
}

function toLog(logger: ConvergeLogger): Log {
  return {
    write: (level, message, _fields, stack) =>
      logger[level]?.(`[Converge] ${message}${stack === undefined ? '' : `\n${stack}`}`),
    isDebugEnabled: () => logger.debug !== undefined,
  };
}
