import { Inject, Injectable } from '@nestjs/common';
import { Engine } from '../engine.js';
import type {
  ConvergeEvent,
  EventName,
  ProfileOf,
  PropertiesOf,
} from '../event/converge-event.interface.js';
import { Operations } from '../operations.js';
import type { OwnEventOptions } from '../tracking/tracker.js';

/**
 * Tracks events that no handler returns (in services, cron jobs, queue workers), and gives operators access
 * to the outbox.
 *
 * @publicApi
 */
@Injectable()
export class ConvergeService extends Operations {
  readonly #engine: Engine;

  constructor(@Inject(Engine) engine: Engine) {
    super(engine);
    this.#engine = engine;
  }

  /**
   * Checks and stores an event; resolves when it is in the outbox, not when it is delivered. Errors are
   * logged, too, and a call that is not awaited never ends the process.
   *
   * @param options.request the request in which it happened, for `consent` and `requestContext`; in a
   * handler, that of the running call is the default
   * @throws ConvergeValidationError with all violations, if the event breaks Converge's contract or,
   * with `validation: 'strict'`, Converge's event spec
   * @throws the errors of the options `consent` and `beforeSend`
   * @throws OutboxFullError, OutboxClosedError if it cannot be stored
   */
  track<
    Name extends EventName,
    Properties extends PropertiesOf<Name>,
    Profile extends ProfileOf<Name>,
  >(event: ConvergeEvent<Name, Properties, Profile>, options: OwnEventOptions = {}): Promise<void> {
    const { tracker } = this.#engine;
    return tracker.trackEvent(event as unknown as ConvergeEvent, 'ConvergeService.track', options);
  }

  /**
   * Checks an event and writes it with the application's own transaction, so that it exists exactly when
   * its order does: a relay moves it to the outbox after the commit, and a rollback takes it away. Needs
   * the option `transactions`. Await it before the commit.
   *
   * @param transaction the open transaction of node-postgres (a client), TypeORM (an EntityManager or
   * QueryRunner), Prisma, Drizzle, Knex, Kysely or MikroORM; or any object with `run(sql, params)`
   * @param options.request as for {@link track}
   * @throws TypeError for what is no open transaction
   * @throws ConvergeValidationError, the errors of `consent` and `beforeSend`, and OutboxFullError for a too
   * large event, as {@link track} does; nothing is written then
   * @throws the database's error, after which the transaction can only be rolled back
   *
   * @example
   * ```ts
   * await dataSource.transaction(async (manager) => {
   *   const order = await manager.save(Order, dto);
   *   await this.converge.enqueue(manager, toEvent(order));
   * });
   * ```
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
    return this.#engine.enqueue(transaction, own, 'ConvergeService.enqueue', options);
  }
}
