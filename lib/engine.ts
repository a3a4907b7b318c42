import { Dispatcher } from './delivery/dispatcher.js';
import { ConvergeWebhook, type Webhook } from './delivery/webhook.js';
import { EventValidator } from './event/event-validator.js';
import type { ResolvedOptions } from './options/resolve-options.js';
import { openOutbox } from './outbox/open-outbox.js';
import type { Outbox } from './outbox/outbox.js';
import { describeSource } from './outbox/source-fingerprint.js';
import { Reporter, type Log } from './reporting/reporter.js';
import { EnrichmentScope } from './tracking/enrichment-scope.js';
import { EventRecorder } from './tracking/event-recorder.js';
import { PreSendHooks } from './tracking/pre-send-hooks.js';
import { Tracker } from './tracking/tracker.js';

/** How much longer than `shutdownTimeoutMs` one step of a shutdown may take, in milliseconds. */
const STEP_GRACE_MS = 1_000;

/** The parts that the framework around the engine provides. */
export interface EngineParts {
  readonly log: Log;
  /** Sends the events; over undici by default. */
  readonly webhook?: Webhook;
}

/**
 * Puts the library together: tracked events are validated, stored in the outbox, and sent from there to
 * Converge. Independent of any framework.
 */
export async function createEngine(
  options: ResolvedOptions,
  { log, webhook }: EngineParts,
): Promise<Engine> {
  const { endpoint, token, outbox: settings } = options;
  const reporter = new Reporter(options.hooks, log);
  const outbox = await openOutbox({
    ...settings,
    source: describeSource(endpoint, token),
    deadLetterMs: settings.deadLetterDays * 24 * 3_600_000,
    maxDelayMs: options.delivery.retry.maxDelayMs,
    onNotice: (notice) => {
      if (notice.kind === 'damagedEvent') reporter.damaged(notice.letter);
      else reporter.report({ path: settings.path, ...notice });
    },
  });
  const sender = webhook ?? new ConvergeWebhook({ endpoint, token, ...options.delivery });
  return new Engine(options, reporter, outbox, sender);
}

/** Made by {@link createEngine}. */
export class Engine {
  readonly scope: EnrichmentScope;
  readonly tracker: Tracker;
  readonly dispatcher: Dispatcher;

  constructor(
    readonly options: ResolvedOptions,
    readonly reporter: Reporter,
    readonly outbox: Outbox,
    private readonly webhook: Webhook,
  ) {
    const hooks = new PreSendHooks(options.consent, options.beforeSend);
    const validator = new EventValidator(options.validator);
    const recorder = new EventRecorder(options, hooks, validator, outbox, reporter);
    this.scope = new EnrichmentScope(() => reporter.report({ kind: 'contextUnused' }));
    this.tracker = new Tracker(options.requestContext, recorder, reporter);
    this.dispatcher = new Dispatcher(options.delivery, outbox, webhook, reporter);
  }

  /** Starts to deliver the events of the outbox. */
  start(): void {
    if (this.options.delivery.isOn) this.dispatcher.start();
    // Not awaited: a slow outbox must not delay the start of the application.
    void this.attempt(() => this.reportHeldEvents());
  }

  /**
   * Delivers the remaining events, as far as `shutdownTimeoutMs` allows, and closes everything. Never
   * rejects. Call it after the server has closed its connections, when the last events are recorded.
   */
  async stop(): Promise<void> {
    const { shutdownTimeoutMs } = this.options;
    const deadline = Date.now() + shutdownTimeoutMs;
    const unmapped = await this.tracker.idle(shutdownTimeoutMs);
    if (unmapped > 0) this.reporter.report({ kind: 'unmappedAtShutdown', count: unmapped });
    await this.attempt(() => this.dispatcher.flush(deadline - Date.now()));
    const stopped = this.dispatcher.stop();
    await this.attempt(() => this.webhook.close?.());
    await this.attempt(() => stopped);
    await this.attempt(() => this.reportUndelivered());
    await this.attempt(() => this.outbox.close());
  }

  private async reportHeldEvents(): Promise<void> {
    const { held } = await this.outbox.admin.counts();
    if (held > 0) this.reporter.report({ kind: 'heldEvents', count: held });
  }

  private async reportUndelivered(): Promise<void> {
    const { pending, leased, waiting } = await this.outbox.admin.counts();
    const count = pending + leased + waiting;
    if (count === 0 || !this.options.delivery.isOn) return;
    this.reporter.report({
      kind: this.outbox.isDurable ? 'leftAtShutdown' : 'lostAtShutdown',
      count,
    });
  }

  /** An error of one step, or one that never ends, must not prevent the next step. */
  private async attempt(step: () => unknown): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.shutdownTimeoutMs + STEP_GRACE_MS);
    });
    try {
      await Promise.race([step(), timeUp]);
    } catch (error) {
      this.reporter.reportError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
