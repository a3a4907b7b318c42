import { AsyncResource } from 'node:async_hooks';
import { loadServer } from './bullmq/load-server.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { longestWait } from './delivery/delivery-outcome.js';
import { ConvergeWebhook, type Webhook } from './delivery/webhook.js';
import { isNamed } from './event/violation.js';
import { EventValidator } from './event/event-validator.js';
import type { ResolvedOptions } from './options/resolve-options.js';
import { openOutbox } from './outbox/open-outbox.js';
import type { Outbox, OutboxCounts, OutboxNotice } from './outbox/outbox.js';
import { describeSource } from './outbox/record.js';
import { endsWithin, within } from './outbox/time.js';
import { now } from './timers.js';
import { queuedOf } from './reporting/messages.js';
import { Reporter, type Log } from './reporting/reporter.js';
import { CallScope } from './tracking/call-context.js';
import { EventRecorder } from './tracking/event-recorder.js';
import { Tracker } from './tracking/tracker.js';
import { joinTransaction, type RecordStore, type Relay } from './tracking/transactions.js';

/** How much of a shutdown's time is left for closing everything, in milliseconds. */
const CLOSE_MS = 1_000;
/** How long events that waited for the outbox may need after that, in milliseconds. */
const MOMENT_MS = 100;
/** How long the outbox has to say how many events it has, in milliseconds. */
const COUNTS_MS = 900;
const DAY_MS = 24 * 3_600_000;

/** The parts that the framework around the engine provides. */
export interface EngineParts {
  readonly log: Log;
  /** Sends the events; over undici by default. */
  readonly webhook?: Webhook;
  /** What `BullModule.forRoot` of `@nestjs/bullmq` was given, if the application has it. */
  readonly bullConfig?: unknown;
}

/**
 * Puts the library together: tracked events are validated, stored in the outbox, and sent from there to
 * Converge. Independent of any framework.
 *
 * @throws ConvergeOptionsError if the outbox's server needs a package that is not installed
 */
export async function createEngine(given: ResolvedOptions, parts: EngineParts): Promise<Engine> {
  const { endpoint, token, transactions, enabled } = given;
  const { url, broker: ofOption, ...settings } = given.outbox;
  const broker = url === undefined ? ofOption : (await loadServer(url)).brokerAt(url);
  const options = { ...given, outbox: { ...given.outbox, broker } };
  const reporter = new Reporter(options.hooks, parts.log, new URL(endpoint).host);
  const onNotice = (notice: OutboxNotice) => {
    if (notice.kind === 'damagedEvent') reporter.damaged(notice.deadLetter);
    else if (notice.kind === 'outboxFault') reporter.reportError(notice.error);
    else reporter.report({ path: settings.path, ...notice });
  };
  const source = describeSource(endpoint, token);
  const outboxSettings = {
    ...settings,
    source,
    deadLetterMs: settings.deadLetterDays * DAY_MS,
    ledgerMs: settings.ledgerDays * DAY_MS,
    maxDelayMs: longestWait(options.delivery.retry),
    // Bound: a request may find that the disk fails, and its context must not become the outbox's.
    onNotice: AsyncResource.bind(onNotice),
  };
  const { bullConfig } = parts;
  const outbox = await openOutbox(outboxSettings, broker, { bullConfig });
  const webhook = parts.webhook ?? new ConvergeWebhook({ endpoint, token, ...options.delivery });
  const relay = enabled ? await transactions.openRelay({ outbox, source, reporter }) : undefined;
  return new Engine(options, reporter, outbox, webhook, relay);
}

export class Engine {
  readonly scope: CallScope;
  readonly tracker: Tracker;
  readonly dispatcher: Dispatcher;
  /** @returns the store of an open transaction of the application @throws TransactionError */
  readonly join: (handle: unknown) => RecordStore;
  private stopping?: Promise<void>;

  constructor(
    readonly options: ResolvedOptions,
    readonly reporter: Reporter,
    readonly outbox: Outbox,
    private readonly webhook: Webhook,
    readonly relay?: Relay,
  ) {
    const validator = new EventValidator(options);
    const recorder = new EventRecorder(options, validator, outbox, reporter);
    this.scope = new CallScope(() => reporter.report({ kind: 'contextUnused' }));
    this.tracker = new Tracker(options.requestContext, this.scope, recorder, reporter);
    const { endpoint, token, transactions, delivery, telemetry } = options;
    const source = describeSource(endpoint, token);
    const { maxEventBytes } = options.outbox;
    this.join = (handle) => joinTransaction(() => transactions.join(handle, source), maxEventBytes);
    this.dispatcher = new Dispatcher(delivery, outbox, webhook, reporter, telemetry);
  }

  /** Starts to deliver the events of the outbox; does nothing once it is stopped. */
  start(): void {
    if (this.stopping !== undefined) return;
    if (this.options.delivery.isOn) this.dispatcher.start();
    this.relay?.start();
    this.options.telemetry?.observe(async () => ({
      outbox: await this.counts().catch(() => undefined),
      counters: this.reporter.counters(),
      troubles: this.reporter.troubles.states(),
      pausedForMs: this.dispatcher.pausedForMs,
    }));
    // Not awaited: a slow outbox must not delay the start of the application.
    this.reportStart().catch((error: unknown) => this.reportError(error));
  }

  /**
   * Delivers the remaining events for `shutdownTimeoutMs` less a second, but at least for half of it; then
   * closes everything, for a second at most. Events that the outbox cannot keep by then are reported as
   * dropped. Never rejects; further calls return the same promise. Call it after the server has closed its
   * connections, when the last events are recorded.
   */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopOnce());
  }

  /** @throws Error in words, if the outbox does not answer within a second */
  counts(): Promise<OutboxCounts> {
    const slow = new Error(`the outbox has not answered within ${COUNTS_MS} ms`);
    return within(this.outbox.admin.counts(), COUNTS_MS, slow);
  }

  async undelivered(): Promise<number> {
    return queuedOf(await this.outbox.admin.counts());
  }

  private async stopOnce(): Promise<void> {
    const { shutdownTimeoutMs } = this.options;
    const deliverBy = now() + Math.max(shutdownTimeoutMs - CLOSE_MS, shutdownTimeoutMs / 2);
    const closeBy = deliverBy + CLOSE_MS;
    await this.tracker.idle(deliverBy - now());
    await this.attempt(deliverBy, () => this.relay?.stop(deliverBy - now()));
    await this.attempt(deliverBy, () => this.dispatcher.flush(deliverBy - now()));
    // The outbox gets at least half of the time for closing.
    const stopBy = closeBy - CLOSE_MS / 2;
    const stopped = this.dispatcher.stop();
    await this.attempt(stopBy, () => this.webhook.close?.());
    await this.attempt(stopBy, () => stopped);
    this.reporter.finish();
    let left = 0;
    await this.attempt(stopBy, async () => (left = await this.undelivered()));
    await this.attempt(closeBy, () => this.closeOutbox(left, closeBy - now()));
    // Only now, and a moment later: events that waited for the outbox have been kept or dropped.
    const unmapped = await this.tracker.idle(MOMENT_MS);
    if (unmapped > 0) this.reporter.report({ kind: 'unmappedAtShutdown', count: unmapped });
    // Before Node 24, to follow calls slows down each promise of the process.
    this.scope.disable();
    this.reporter.finish();
  }

  private async reportStart(): Promise<void> {
    const { enabled, delivery, outbox, isTest } = this.options;
    const counts = await this.outbox.admin.counts();
    const { outboxUnavailable, outboxRestored } = this.reporter.counters();
    const isAway = outboxUnavailable > outboxRestored;
    const place = isAway ? 'memory' : (outbox.broker?.name ?? outbox.path);
    // Jest complains about a line that is logged after a short test, and no test needs it.
    if (!isTest) this.reporter.started(place, counts, enabled, delivery.isOn);
    const { held } = counts;
    if (held > 0) this.reporter.report({ kind: 'heldEvents', count: held });
  }

  private async closeOutbox(undelivered: number, timeoutMs: number): Promise<void> {
    const lost = await this.outbox.close(timeoutMs);
    if (lost > 0) this.reporter.report({ kind: 'lostAtShutdown', count: lost });
    const left = undelivered - lost;
    if (left > 0 && this.options.delivery.isOn) {
      this.reporter.report({ kind: 'leftAtShutdown', count: left });
    }
  }

  /** An operator's call that the end of the outbox has cut short is no fault. */
  private reportError(error: unknown): void {
    const isClosed = isNamed(error, 'OutboxClosedError');
    if (!isClosed && !isNamed(error, 'OutboxUnavailableError')) this.reporter.reportError(error);
  }

  /** An error of one step, or one that does not end by a time of `now()`, must not prevent the next step. */
  private async attempt(by: number, step: () => unknown): Promise<void> {
    try {
      await endsWithin(step(), by - now());
    } catch (error) {
      this.reportError(error);
    }
  }
}
