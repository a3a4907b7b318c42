import { checkParsed, checkPrepared } from './check-event.js';
import { checkSpec, type ProjectKnowledge } from './check-spec.js';
import { isPlainObject } from './constraints.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { checkSchema, type EventSchema } from './event-schema.js';
import { IdentityWatch } from './identity-watch.js';
import { mirrorContact } from './mirror-contact.js';
import type { PreparedEvent } from './prepare-event.js';
import { repairEvent } from './repair-event.js';
import { isDummyAlias } from './values/dummy-alias.js';
import type { Violation } from './violation.js';

/**
 * What follows from a violation of Converge's event spec: it is told, and the event sent (`warn`); the
 * event becomes a dead letter (`strict`); nobody looks (`off`).
 *
 * @publicApi
 */
export type ValidationMode = 'warn' | 'strict' | 'off';

export const VALIDATION_MODES: readonly ValidationMode[] = ['warn', 'strict', 'off'];

export interface JudgeSettings {
  /** The project's own events. */
  readonly events: Readonly<Record<string, EventSchema>>;
  readonly dummyAliases: readonly string[];
  readonly mirrorContactFields: boolean;
}

export interface Judgement {
  /** The JSON that is sent. */
  readonly body: string;
  /** What breaks the webhook's contract: such an event is never sent. */
  readonly contract: readonly Violation[];
  /** What breaks Converge's event spec, or the project's own. */
  readonly spec: readonly Violation[];
  /** What seems wrong beside other events. */
  readonly suspicions: readonly Violation[];
  /** How much was mended. */
  readonly repairs: number;
}

type Wait = <T>(found: Promise<T>) => Promise<T>;

/** Mends events where that is certain, and finds out what is wrong with them. */
export class EventJudge {
  private readonly watch = new IdentityWatch();
  private readonly project: ProjectKnowledge;

  constructor(private readonly settings: JudgeSettings) {
    this.project = {
      eventNames: new Set(Object.keys(settings.events)),
      dummyAliases: new Set(settings.dummyAliases.map((alias) => alias.trim().toLowerCase())),
    };
  }

  /**
   * @param prepared belongs to the judge, who mends it in place
   * @param wait waits for the project's own schema, and rejects where that takes too long
   * @returns a promise only where the project's own schema gives one
   */
  judge(
    prepared: PreparedEvent,
    mode: ValidationMode,
    wait: Wait = (found) => found,
  ): Judgement | Promise<Judgement> {
    const contract = checkPrepared(prepared);
    if (contract.length > 0) {
      if (mode !== 'off') this.leaveOutDummies(prepared.event);
      return { ...FINE, body: JSON.stringify(prepared.event), contract };
    }
    const event = prepared.event as ConvergeEventDto;
    const repairs = prepared.leftOut + (mode === 'off' ? 0 : repairEvent(event));
    // What is blank is gone by now, and does not keep the other object's value out.
    if (this.settings.mirrorContactFields) mirrorContact(event);
    if (mode === 'off') return { ...FINE, body: JSON.stringify(event), repairs };
    const spec = checkSpec(event, this.project);
    const own = this.checkOwn(event, wait);
    return own instanceof Promise
      ? own.then((later) => this.conclude(event, [...spec, ...later], repairs))
      : this.conclude(event, own.length === 0 ? spec : [...spec, ...own], repairs);
  }

  /** Asks the project's schema, if there is one for this event. */
  private checkOwn(
    { event_name, properties }: ConvergeEventDto,
    wait: Wait,
  ): readonly Violation[] | Promise<readonly Violation[]> {
    const { events } = this.settings;
    const schema = Object.hasOwn(events, event_name) ? events[event_name] : undefined;
    if (schema === undefined) return [];
    try {
      const found = checkSchema(schema, properties);
      return found instanceof Promise ? wait(found).catch(() => [SCHEMA_FAILED]) : found;
    } catch {
      return [SCHEMA_FAILED];
    }
  }

  /** A merge can never be undone, so such an alias is not sent, whatever becomes of the event. */
  private leaveOutDummies(event: unknown): void {
    if (!isPlainObject(event) || !Array.isArray(event['aliases'])) return;
    const { dummyAliases } = this.project;
    event['aliases'] = event['aliases'].filter(
      (alias) => typeof alias !== 'string' || !isDummyAlias(alias, dummyAliases),
    );
  }

  private conclude(
    event: ConvergeEventDto,
    spec: readonly Violation[],
    repairs: number,
  ): Judgement {
    let contract: readonly Violation[] = [];
    if (spec.some(({ rule }) => rule === 'isOwnAlias')) {
      this.leaveOutDummies(event);
      contract = checkParsed(event);
    }
    return {
      body: JSON.stringify(event),
      contract,
      spec,
      suspicions: this.watch.look(event),
      repairs,
    };
  }
}

const FINE: Omit<Judgement, 'body'> = { contract: [], spec: [], suspicions: [], repairs: 0 };

const SCHEMA_FAILED: Violation = {
  path: 'properties',
  rule: 'schema',
  received: 'an object',
  advice:
    'the schema of this event threw an error or took too long; it should report what is wrong instead',
};
