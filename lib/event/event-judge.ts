import { checkParsed, checkPrepared } from './check-event.js';
import { checkSpec, type ProjectKnowledge } from './check-spec.js';
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

/** @internal */
export const VALIDATION_MODES: readonly ValidationMode[] = ['warn', 'strict', 'off'];

/** @internal */
export interface JudgeSettings {
  /** The project's own events. */
  readonly events: Readonly<Record<string, EventSchema>>;
  readonly dummyAliases: readonly string[];
  readonly mirrorContactFields: boolean;
}

/** @internal */
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

/** Mends events where that is certain, and finds out what is wrong with them. @internal */
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
   * @returns a promise only where the project's own schema gives one
   */
  judge(prepared: PreparedEvent, mode: ValidationMode): Judgement | Promise<Judgement> {
    const contract = checkPrepared(prepared);
    if (contract.length > 0) return { ...FINE, body: JSON.stringify(prepared.event), contract };
    const event = prepared.event as ConvergeEventDto;
    const repairs = mode === 'off' ? 0 : repairEvent(event);
    // What is blank is gone by now, and does not keep the other object's value out.
    if (this.settings.mirrorContactFields) mirrorContact(event);
    if (mode === 'off') return { ...FINE, body: JSON.stringify(event) };
    const spec = checkSpec(event, this.project);
    const own = this.checkOwn(event);
    return own instanceof Promise
      ? own.then((later) => this.conclude(event, [...spec, ...later], repairs))
      : this.conclude(event, own.length === 0 ? spec : [...spec, ...own], repairs);
  }

  /** Asks the project's schema, if there is one for this event. */
  private checkOwn({
    event_name,
    properties,
  }: ConvergeEventDto): readonly Violation[] | Promise<readonly Violation[]> {
    const { events } = this.settings;
    const schema = Object.hasOwn(events, event_name) ? events[event_name] : undefined;
    if (schema === undefined) return [];
    try {
      const found = checkSchema(schema, properties);
      return found instanceof Promise ? found.catch(() => [SCHEMA_THREW]) : found;
    } catch {
      return [SCHEMA_THREW];
    }
  }

  private conclude(
    event: ConvergeEventDto,
    spec: readonly Violation[],
    repairs: number,
  ): Judgement {
    const { dummyAliases } = this.project;
    let contract: readonly Violation[] = [];
    if (spec.some(({ rule }) => rule === 'isOwnAlias')) {
      // A merge can never be undone, so such an alias is not sent, whatever becomes of the event.
      event.aliases = event.aliases.filter((alias) => !isDummyAlias(alias, dummyAliases));
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

const SCHEMA_THREW: Violation = {
  path: 'properties',
  rule: 'schema',
  received: 'an object',
  advice: 'the schema of this event threw an error; it should report what is wrong instead',
};
