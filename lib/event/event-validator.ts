import { checkDraft } from './check-event.js';
import { FieldCheck } from './check-fields.js';
import { checkAliases, checkContent, type ProjectKnowledge } from './check-spec.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { ConvergeValidationError } from './converge-validation.error.js';
import type { EventDraft } from './event-draft.js';
import { checkSchema, type EventSchema } from './event-schema.js';
import { IdentityWatch } from './identity-watch.js';
import { isPlainObject } from './plain-json.js';
import { ContactDto } from './spec/contact.dto.js';
import { fieldsOf } from './spec/field.js';
import type { Violation } from './violation.js';

/**
 * What follows from a violation of Converge's event spec: it is reported, and the event sent (`warn`);
 * the event becomes a dead letter (`strict`); the spec is not checked (`off`).
 *
 * @publicApi
 */
export type ValidationMode = 'warn' | 'strict' | 'off';

export const VALIDATION_MODES: readonly ValidationMode[] = ['warn', 'strict', 'off'];

export interface ValidatorSettings {
  /** The project's own events. */
  readonly events: Readonly<Record<string, EventSchema>>;
  readonly placeholderAliases: readonly string[];
  readonly mirrorContactFields: boolean;
}

export interface Findings {
  /** What breaks the webhook's contract: such an event is never sent. */
  readonly contract: readonly Violation[];
  /**
   * What breaks Converge's event spec, or the project's own. Of an event that breaks the contract, only
   * the aliases are checked for that.
   */
  readonly spec: readonly Violation[];
  /** What seems wrong beside other events. */
  readonly suspicions: readonly Violation[];
  /** How many values were fixed or left out. */
  readonly fixed: number;
}

export interface ValidatedEvent {
  readonly eventName: string | undefined;
  /** The JSON that is sent. */
  readonly body: string;
  readonly findings: Findings;
  /** Why it must not be sent: it breaks the contract or, in strict mode, the spec. */
  readonly error: ConvergeValidationError | undefined;
}

type Wait = <T>(found: Promise<T>) => Promise<T>;

/** Normalises events, finds out what is wrong with them, and decides what follows from it. */
export class EventValidator {
  private readonly watch = new IdentityWatch();
  private readonly project: ProjectKnowledge;

  constructor(private readonly settings: ValidatorSettings) {
    const { events, placeholderAliases } = settings;
    this.project = {
      eventNames: new Set(Object.keys(events)),
      placeholderAliases: new Set(placeholderAliases.map((alias) => alias.trim().toLowerCase())),
    };
  }

  /**
   * @param draft belongs to the validator from now on, and is changed in place
   * @param wait waits for the project's own schema, and rejects where that takes too long
   * @returns a promise only where the project's own schema gives one
   */
  validate(
    draft: EventDraft,
    mode: ValidationMode,
    wait: Wait = (found) => found,
  ): ValidatedEvent | Promise<ValidatedEvent> {
    const given = aliasesOf(draft.event);
    const aliases = mode === 'off' ? undefined : this.takeOutPlaceholders(draft.event, given);
    const contract = checkDraft(draft, given);
    if (contract.length > 0) {
      const spec = aliases?.violations ?? [];
      // Where no alias is left, the placeholders are the reason.
      const reasons = aliases?.kept.length === 0 ? [...spec, ...contract] : contract;
      return decide(draft.event, mode, { ...NOTHING, contract, spec }, reasons);
    }
    const event = draft.event as ConvergeEventDto;
    if (this.settings.mirrorContactFields) mirrorContact(event);
    if (aliases === undefined) return decide(event, mode, { ...NOTHING, fixed: draft.leftOut });
    const check = new FieldCheck(true);
    checkContent(event, this.project, check);
    const fixed = draft.leftOut + aliases.fixed + check.fixed;
    const conclude = (own: readonly Violation[]) => {
      const spec = [...check.violations, ...aliases.violations, ...own];
      return decide(event, mode, { ...NOTHING, spec, suspicions: this.watch.look(event), fixed });
    };
    const own = this.checkOwn(event, wait);
    return own instanceof Promise ? own.then(conclude) : conclude(own);
  }

  /** A merge can never be undone, so they are neither sent nor kept, whatever else is wrong. */
  private takeOutPlaceholders(event: unknown, given: readonly unknown[] | undefined) {
    if (given === undefined) return undefined;
    const checked = checkAliases(given, this.project.placeholderAliases, true);
    (event as Record<string, unknown>)['aliases'] = checked.kept;
    return checked;
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
}

const NOTHING: Findings = { contract: [], spec: [], suspicions: [], fixed: 0 };

/**
 * The one place that decides what follows from findings.
 *
 * @param reasons why it breaks the contract, if it does
 */
function decide(
  event: unknown,
  mode: ValidationMode,
  findings: Findings,
  reasons = findings.contract,
): ValidatedEvent {
  const { contract, spec } = findings;
  const name = (event as Partial<ConvergeEventDto> | null)?.event_name;
  const eventName = typeof name === 'string' ? name : undefined;
  let error: ConvergeValidationError | undefined;
  if (contract.length > 0) error = new ConvergeValidationError(eventName, reasons);
  else if (mode === 'strict' && spec.length > 0) {
    error = new ConvergeValidationError(eventName, spec, 'spec');
  }
  return { eventName, body: JSON.stringify(event), findings, error };
}

function aliasesOf(event: unknown): readonly unknown[] | undefined {
  const aliases = isPlainObject(event) ? event['aliases'] : undefined;
  return Array.isArray(aliases) ? aliases : undefined;
}

const CONTACT_NAMES = fieldsOf(ContactDto).map(({ name }) => name);

/** Gives each contact field that only one of an event's two objects has to the other, in place. */
function mirrorContact({ properties, profile_properties }: ConvergeEventDto): void {
  for (const name of CONTACT_NAMES) {
    const value = withoutBlank(properties[name]);
    const other = withoutBlank(profile_properties[name]);
    if (value === undefined && other !== undefined) properties[name] = other;
    if (value !== undefined && other === undefined) profile_properties[name] = value;
  }
}

/** The value, trimmed, since the other object may not know the field; undefined for a blank one. */
function withoutBlank(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

const SCHEMA_FAILED: Violation = {
  path: 'properties',
  rule: 'schema',
  received: 'an object',
  advice:
    'the schema of this event threw an error or took too long; it should report what is wrong instead',
};
