import type { BreakerState } from './delivery/sender-gate.js';
import type { Engine } from './engine.js';
import type {
  ConvergeEvent,
  EventName,
  ProfileOf,
  PropertiesOf,
} from './event/converge-event.interface.js';
import { checkFilter, replayAll } from './outbox/dead-letters.js';
import type { AuditAnswer } from './outbox/ledger.js';
import type { DeadLetter, DeadLetterFilter, OutboxCounts } from './outbox/outbox.js';
import { EraseIncompleteError } from './outbox/errors.js';
import { endsWithin } from './outbox/time.js';
import { now } from './timers.js';
import { backlogOf, describeQueue, isOfPause, textOf } from './reporting/messages.js';
import type { ReportCounters } from './reporting/reporter.js';
import type { OwnEventOptions } from './tracking/tracker.js';

/** The number of events in each state, and the counters of this process. */
export interface ConvergeStats extends Omit<OutboxCounts, 'oldestAt'> {
  /** The age of the oldest event that is neither delivered nor dead, in milliseconds. */
  readonly oldestAgeMs: number | undefined;
  /** The circuit breaker: `open` in an outage, `half-open` while a probe may be sent. */
  readonly breaker: BreakerState;
  /** The rest of a pause (breaker, `Retry-After`, wrong token or address), in milliseconds; else 0. */
  readonly pausedForMs: number;
  /** How often each kind of report was made since the process started. */
  readonly counters: ReportCounters;
}

/** Whether events reach Converge. */
export interface ConvergeHealth {
  /**
   * `down`: events are refused or only in memory, the oldest waits for too long, or the token or the address
   * is wrong. `degraded`: Converge is failing, the second outbox is in use, or events are held.
   */
  readonly status: 'up' | 'degraded' | 'down';
  /** Why, in the words of the log; empty if it is up. */
  readonly reasons: readonly string[];
}

/** What applications and operators do with a running engine; each framework's service offers it. */
export abstract class Operations {
  readonly #engine: Engine;

  /** @param name what logs call it */
  protected constructor(
    engine: Engine,
    private readonly name: string,
  ) {
    this.#engine = engine;
  }

  /**
   * Checks and stores an event; resolves when it is in the outbox, not when it is delivered. Errors are
   * logged, too, and a call that is not awaited never ends the process.
   *
   * @param options.request the request in which it happened, for `consent` and `requestContext`; in a
   * handler of Nest, the request of the running call is the default
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
    return this.#engine.tracker.trackEvent(event as never, `${this.name}.track`, options);
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
   *   await converge.enqueue(manager, toEvent(order));
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
    const join = () => this.#engine.join(transaction);
    return this.#engine.tracker.trackEvent(event as never, `${this.name}.enqueue`, options, join);
  }

  /**
   * Waits until all events that can be delivered are delivered, or the time is over; closes nothing.
   * For functions that are frozen after their response, and for tests.
   *
   * @param options how long to wait: `timeoutMs`, 5000 milliseconds by default
   * @returns the number of undelivered events, including those that wait for a later attempt, as `stats` counts
   * them
   */
  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<number> {
    const { relay, dispatcher } = this.#engine;
    const flushBy = now() + timeoutMs;
    await endsWithin(relay?.drain(), timeoutMs);
    await dispatcher.flush(flushBy - now());
    return this.#engine.undelivered();
  }

  /**
   * Counts the events in each state, and what has happened in this process. While the outbox's server is away,
   * the events on it are not counted.
   */
  async stats(): Promise<ConvergeStats> {
    const { outbox, dispatcher, reporter } = this.#engine;
    const { oldestAt, ...counts } = await outbox.admin.counts();
    return {
      ...counts,
      oldestAgeMs: oldestAt === undefined ? undefined : Math.max(0, Date.now() - oldestAt),
      breaker: dispatcher.breakerState(),
      pausedForMs: dispatcher.pausedForMs,
      counters: reporter.counters(),
    };
  }

  /**
   * Says whether events reach Converge, in a second at most; never throws. For a health check of operators: the
   * shop works without Converge, so no liveness probe may depend on it.
   *
   * @param options `oldestAgeMs`: how long the oldest event may wait, an hour by default, in milliseconds
   */
  async health({ oldestAgeMs = 3_600_000 } = {}): Promise<ConvergeHealth> {
    const { options, dispatcher, reporter } = this.#engine;
    if (!options.enabled) return { status: 'up', reasons: [] };
    const down: string[] = [];
    const degraded: string[] = [];
    const counts = await this.#engine.counts().catch(({ message }: Error) => {
      down.push(message);
      return undefined;
    });
    const backlog = counts && backlogOf(counts, dispatcher.pausedForMs);
    const { inMemory = 0, held = 0 } = counts ?? {};
    for (const { report, status } of reporter.troubles.list()) {
      // Another process may have sent all that waited: then nothing shows whether it goes on.
      if (isOfPause(report) && backlog?.queued === 0 && backlog.nextTryMs === 0) continue;
      const isOfOutbox = report.kind === 'outboxUnavailable' || report.kind === 'brokerUnavailable';
      const isDown = status === 'down' || (isOfOutbox && inMemory > 0);
      (isDown ? down : degraded).push(textOf(report, backlog)!);
    }
    if (backlog?.oldestAt !== undefined && Date.now() - backlog.oldestAt > oldestAgeMs) {
      down.push(describeQueue(backlog));
    }
    if (held > 0) degraded.push(textOf({ kind: 'heldEvents', count: held })!);
    const status = degraded.length > 0 ? 'degraded' : 'up';
    return { status: down.length > 0 ? 'down' : status, reasons: [...down, ...degraded] };
  }

  /**
   * Lists dead letters with their reasons, oldest first.
   *
   * @param filter `{ id }`, `{ eventName }`, `{ since }`, `{ reason }`, `{ limit }` (1,000 by default)
   * @throws Error for a filter with an unknown key, or with one that is undefined
   */
  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    checkFilter(filter, 'limit');
    return this.#engine.outbox.admin.deadLetters(filter);
  }

  /**
   * Sends dead letters again: the same bytes with the same `event_id` and time. Those that break the
   * webhook's contract (`undeliverable`) stay dead letters: discard them, and track the events again.
   *
   * @param filter `{ id }`, `{ eventName }`, `{ since }`, `{ reason }`; all by default
   * @param options `onProgress`: is called with the number of events so far, after each thousand or so
   * @returns the number of events that are sent again
   * @throws UndeliverableError for an `id` whose event breaks the contract
   * @throws Error for a filter with an unknown key, or with one that is undefined
   */
  async replay(
    filter: Omit<DeadLetterFilter, 'limit'> = {},
    { onProgress }: { onProgress?: (count: number) => unknown } = {},
  ): Promise<number> {
    checkFilter(filter);
    return replayAll(this.#engine.outbox.admin, filter, onProgress);
  }

  /**
   * Deletes dead letters for good.
   *
   * @param filter as for {@link replay}
   * @returns the number of deleted events
   * @throws Error for a filter with an unknown key, or with one that is undefined
   */
  async discard(filter: Omit<DeadLetterFilter, 'limit'> = {}): Promise<number> {
    checkFilter(filter);
    return this.#engine.outbox.admin.discard(filter);
  }

  /**
   * Deletes and overwrites all undelivered events and dead letters of a person who asks for deletion: those
   * with the alias, and those whose `$email` or `$phone_number` has its value. When it resolves, nothing of
   * them is left in the outbox, and this process sends none of them. A request that is on its way already may
   * still arrive, and so may what another process has leased at that moment. Events that were delivered have
   * to be deleted at Converge.
   *
   * @param alias one of the person's aliases, e.g. `urn:email:jane@example.com`; the case of an email and
   * the spaces in a phone number do not matter
   * @returns the number of deleted events
   * @throws EraseIncompleteError if something is left, e.g. in a damaged file that was quarantined
   */
  async erase(alias: string): Promise<number> {
    const { relay, outbox } = this.#engine;
    // What waits in the database is erased in the outbox.
    const isDrained = (await relay?.drain()) ?? true;
    const erased = await outbox.admin.erase(alias);
    if (isDrained) return erased;
    const left =
      'Events of transactions may be left in their table, because this process could not move them to the ' +
      'outbox: see the log and try again, or erase in a process whose postgres() has a connection.';
    throw new EraseIncompleteError(erased, [left]);
  }

  /**
   * Finds out what has become of events: of all that were recorded in the last `outbox.ledgerDays`. With
   * the ids of your orders, it is the proof that each has reached Converge, or says why not.
   *
   * @param ids their `event_id`s: for an order, by default, the order's id
   * @param options `event`: only events of this name, where several have the same id; `since`: what
   * happened before does not count
   * @returns one answer for each id, in the same order; the reason of a dead letter may contain Converge's
   * answer, and so personal data
   * @throws Error if `outbox.ledgerDays` is 0: then nothing is known of what was delivered
   */
  async audit(
    ids: readonly string[],
    { event: eventName, since }: { event?: EventName; since?: Date } = {},
  ): Promise<readonly AuditAnswer[]> {
    const { options, outbox } = this.#engine;
    if (options.outbox.ledgerDays === 0) {
      throw new Error('audit() needs a ledger: set the option outbox.ledgerDays to 1 or more.');
    }
    return outbox.admin.audit({ ids, eventName, since: since?.getTime() });
  }

  /**
   * Releases the events that were recorded for another token or endpoint, and sends them to the present
   * one. Call it after a token was rotated or an endpoint corrected, and never for a file that two
   * sources share.
   *
   * @returns the number of events, including dead letters
   */
  async adopt(): Promise<number> {
    const { relay, outbox } = this.#engine;
    return (await outbox.admin.adopt()) + ((await relay?.adopt()) ?? 0);
  }
}
