import type { Engine } from '../engine.js';
import type {
  ConvergeEvent,
  EventName,
  ProfileOf,
  PropertiesOf,
} from '../event/converge-event.interface.js';
import { Operations } from '../operations.js';
import { checkEventName, checkTracking, isMapperClass } from '../options/check-tracking.js';
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
import type { OwnEventOptions } from '../tracking/tracker.js';
import { holdJson, type ExpressRequest, type ExpressResponse } from './hold-json.js';

/** A middleware of Express. @publicApi */
export type Middleware = (request: any, response: any, next: (error?: unknown) => void) => void;

/**
 * Tracks events in an application without Nest. {@link createConverge} makes it.
 *
 * @publicApi
 */
export class Converge extends Operations {
  readonly #engine: Engine;
  /** The events of each response: a route may have several. */
  readonly #trackings = new WeakMap<object, Tracking[]>();

  constructor(engine: Engine) {
    super(engine);
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
   * app.post('/orders', converge.track('Placed Order', { properties: toProperties }), createOrder);
   * ```
   */
  track<Name extends EventName>(
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
   * Checks and stores an event; resolves when it is in the outbox, not when it is delivered. Errors are
   * logged, too, and a call that is not awaited never ends the process.
   *
   * @param options.request the request in which it happened, for `consent` and `requestContext`
   * @throws ConvergeValidationError with all violations, if the event breaks Converge's contract or,
   * with `validation: 'strict'`, Converge's event spec
   * @throws the errors of the options `consent` and `beforeSend`
   * @throws OutboxFullError, OutboxClosedError if it cannot be stored
   */
  record<
    Name extends EventName,
    Properties extends PropertiesOf<Name>,
    Profile extends ProfileOf<Name>,
  >(event: ConvergeEvent<Name, Properties, Profile>, options: OwnEventOptions = {}): Promise<void> {
    const { tracker } = this.#engine;
    return tracker.trackEvent(event as unknown as ConvergeEvent, 'converge.record', options);
  }

  /**
   * Checks an event and writes it with the application's own transaction, so that it exists exactly when
   * its order does: a relay moves it to the outbox after the commit, and a rollback takes it away. Needs
   * the option `transactions`. Await it before the commit.
   *
   * @param transaction the open transaction of node-postgres (a client), TypeORM (an EntityManager or
   * QueryRunner), Prisma, Drizzle, Knex, Kysely or MikroORM; or any object with `run(sql, params)`
   * @param options.request as for {@link record}
   * @throws TypeError for what is no open transaction
   * @throws the errors of {@link record}; nothing is written then
   * @throws the database's error, after which the transaction can only be rolled back
   */
  enqueue<
    Name extends EventName,
    Properties extends PropertiesOf<Name>,
    Profile extends ProfileOf<Name>,
  >(
    transaction: object,
    event: ConvergeEvent<Name, Properties, Profile>,
    options: OwnEventOptions = {},
  ): Promise<void> {
    const own = event as unknown as ConvergeEvent;
    return this.#engine.enqueue(transaction, own, 'converge.enqueue', options);
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
