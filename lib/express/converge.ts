import type { Engine } from '../engine.js';
import type { EventName } from '../event/converge-event.interface.js';
import { Operations } from '../operations.js';
import { isMapperClass } from '../options/option-table.js';
import { checkEventName, checkTracking } from '../options/check-tracking.js';
import {
  adviceOnMissing,
  chooseMapper,
  MAPPER_NAMES,
  type ReadyMapper,
  type Tracking,
} from '../tracking/map-event.js';
import { Enrichments } from '../tracking/call-scope.js';
import type { Mapper, MapperOption, TrackOptions } from '../tracking/track-options.interface.js';
import { releaseAfter } from '../tracking/release-after.js';
import { holdJson, type ExpressRequest, type ExpressResponse } from './hold-json.js';

/** A middleware of Express. */
export type Middleware = (request: any, response: any, next: (error?: unknown) => void) => void;

/**
 * Tracks events in an application without Nest. {@link createConverge} makes it.
 */
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
    const { mappers, validator } = this.#engine.options;
    checkTracking({ eventName, options }, 'a route');
    checkEventName(eventName, 'a route', validator.events);
    const ready = MAPPER_NAMES.map((name) => [name, toReady(chooseMapper(name, options, mappers))]);
    const tracking = {
      eventName,
      options,
      missing: adviceOnMissing(options, mappers, false),
      answersItself: false,
      mappers: Object.fromEntries(ready),
    };
    return (request, response, next) => {
      this.#follow(request, response, tracking);
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

  #follow(request: ExpressRequest, response: ExpressResponse, tracking: Tracking): void {
    const others = this.#trackings.get(response);
    if (others !== undefined) {
      others.push(tracking);
      return;
    }
    const trackings = [tracking];
    this.#trackings.set(response, trackings);
    const { tracker, reporter, options } = this.#engine;
    holdJson(
      request,
      response,
      (body, release) => {
        const handler = nameOf(request);
        const call = {
          eventNames: trackings.map(({ eventName }) => eventName),
          handler,
          transport: 'http',
          args: [request, response],
          request,
          succeededAt: new Date(),
        };
        const work = () => tracker.track(trackings, body, call, new Enrichments());
        releaseAfter(work, options.outbox.commitTimeoutMs, release, () =>
          reporter.report({ kind: 'commitTimedOut', origin: handler }),
        );
      },
      () => {
        for (const { eventName } of trackings) {
          reporter.report({ kind: 'noJson', origin: nameOf(request), eventName });
        }
      },
    );
  }
}

/** The route as it was declared: the address itself may hold personal data. */
function nameOf({ method, baseUrl, route }: ExpressRequest): string {
  return `${method} ${baseUrl}${route === undefined ? '' : String(route.path)}`;
}

function toReady(option: MapperOption<any, unknown>): ReadyMapper {
  if (!isMapperClass(option)) return option as ReadyMapper;
  const mapper = new (option as new () => Mapper<unknown, unknown>)();
  return (result, context) => mapper.map(result, context);
}
