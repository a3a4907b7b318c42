import { isPlainObject } from '../event/constraints.js';
import { ConvergeValidationError } from '../event/converge-validation.error.js';
import type { EventJudge, Judgement, ValidationMode } from '../event/event-judge.js';
import type { PreparedEvent } from '../event/prepare-event.js';
import { OutboxClosedError } from '../outbox/outbox-closed.error.js';
import { OutboxFullError } from '../outbox/outbox-full.error.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';
import type { EventGate } from './event-gate.js';
import { withinMappingTime } from './mapping-time.js';
import type { TrackingContext } from './tracking-context.interface.js';

export interface RecorderSettings {
  readonly enabled: boolean;
  /** What a handler waits for: that its event is committed, or only that it is queued. */
  readonly acknowledge: 'committed' | 'queued';
  readonly validation: ValidationMode;
}

/** An event that was judged, and what is too wrong with it to be sent. */
interface Judged {
  /** As it is now: `beforeSend` may give another one. */
  readonly eventName: string;
  readonly body: string;
  readonly error: ConvergeValidationError | undefined;
}

/**
 * Puts events into the outbox, right ones to be sent, wrong ones as dead letters: the one way in, for
 * handlers and for ConvergeService alike.
 */
export class EventRecorder {
  constructor(
    private readonly settings: RecorderSettings,
    private readonly judge: EventJudge,
    private readonly gate: EventGate,
    private readonly outbox: Outbox,
    private readonly reporter: Reporter,
  ) {}

  /**
   * Records a handler's event; resolves when it is in the outbox, or reported.
   *
   * @param mode what follows from violations of the spec; the module's by default
   * @throws MapperError of the consent check or beforeSend
   */
  async record(event: PreparedEvent, context: TrackingContext, mode?: ValidationMode) {
    const judged = await this.judgeEvent(event, context, mode);
    if (judged === undefined) return;
    const { eventName, body, error } = judged;
    const { handler: origin } = context;
    if (!this.settings.enabled && error !== undefined) throw error;
    const kept = this.put(eventName, origin, body, error).then(
      () => error && this.reporter.invalid({ eventName, origin, body }, error),
      (failure: unknown) => {
        if (!isRefusal(failure)) this.reporter.reportError(failure, origin, eventName);
      },
    );
    if (this.settings.acknowledge === 'committed') await kept;
  }

  /**
   * Records an event whose caller can see what is wrong with it.
   *
   * @throws ConvergeValidationError, OutboxFullError, OutboxClosedError
   * @throws MapperError of the consent check or beforeSend
   */
  async recordChecked(event: PreparedEvent, context: TrackingContext): Promise<void> {
    const judged = await this.judgeEvent(event, context);
    if (judged === undefined) return;
    if (judged.error !== undefined) throw judged.error;
    await this.put(judged.eventName, context.handler, judged.body);
  }

  /** @returns undefined for an event that the application does not want to be kept */
  private async judgeEvent(
    event: PreparedEvent,
    context: TrackingContext,
    mode = this.settings.validation,
  ): Promise<Judged | undefined> {
    const { handler: origin, succeededAt } = context;
    let prepared = event;
    if (!this.gate.isOpen) {
      const passed = await this.gate.pass(prepared, context);
      if (typeof passed === 'string') {
        this.reporter.report({ kind: passed, origin, eventName: context.eventName });
        return undefined;
      }
      prepared = passed;
    }
    const name = nameOf(prepared);
    const eventName = name ?? context.eventName;
    const judging = this.judge.judge(prepared, mode, (found) =>
      withinMappingTime(found, succeededAt, () => new Error('the schema took too long')),
    );
    const judgement = judging instanceof Promise ? await judging : judging;
    const error = errorOf(judgement, mode, name);
    this.reporter.judged(judgement, error === undefined, origin, eventName);
    return { eventName, body: judgement.body, error };
  }

  private async put(
    eventName: string,
    origin: string,
    body: string,
    error?: ConvergeValidationError,
  ): Promise<void> {
    if (!this.settings.enabled) {
      this.reporter.report({ kind: 'disabled', origin, eventName });
      return;
    }
    try {
      const dead = error && {
        reason: error.message,
        undeliverable: error.breaks === 'contract',
      };
      await this.outbox.put({ eventName, origin, body, recordedAt: Date.now(), dead });
    } catch (failure) {
      if (isRefusal(failure)) this.reporter.dropped(failure, origin, eventName, body);
      throw failure;
    }
  }
}

function errorOf(
  { contract, spec }: Judgement,
  mode: ValidationMode,
  eventName: string | undefined,
): ConvergeValidationError | undefined {
  if (contract.length > 0) {
    // Why there are no aliases: dummies are left out.
    const dummies = spec.filter(({ rule }) => rule === 'isOwnAlias');
    return new ConvergeValidationError(eventName, [...dummies, ...contract]);
  }
  if (mode !== 'strict' || spec.length === 0) return undefined;
  return new ConvergeValidationError(eventName, spec, 'spec');
}

function isRefusal(error: unknown): error is OutboxFullError | OutboxClosedError {
  return error instanceof OutboxFullError || error instanceof OutboxClosedError;
}

function nameOf({ event }: PreparedEvent): string | undefined {
  const name = isPlainObject(event) ? event['event_name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
