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
import { Shared } from './copies.js';

/**
 * Tracks events that no handler returns (in services, cron jobs, queue workers), and gives operators access
 * to the outbox.
 *
 * @publicApi
 */
@Shared('ConvergeService')
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
}
