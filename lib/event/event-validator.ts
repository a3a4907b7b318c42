import { checkDraft } from './check-event.js';
import { FieldCheck } from './check-fields.js';
import { checkAliases, checkContent, type ProjectKnowledge } from './check-spec.js';
import type { ConvergeEventDto } from './converge-event.dto.js';
import { ConvergeValidationError } from './converge-validation.error.js';
import type { EventDraft } from './event-draft.js';
import { checkSchema, type EventSchema, type Wait } from './event-schema.js';
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

type Properties = Record<string, unknown>;

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
    const { settings, project } = this;
    const { event, leftOut } = draft as { event: ConvergeEventDto; leftOut: number };
    const given = aliasesOf(event);
    const check = new FieldCheck(true);
    if (given !== undefined && mode !== 'off') {
      // A merge can never be undone: placeholders are neither sent nor kept, whatever else is wrong.
      event.aliases = checkAliases(given, project, check) as string[];
    }
    const contract = checkDraft(draft, given);
    if (contract.length > 0) {
      return decide(event, mode, { ...NOTHING, contract, spec: check.violations });
    }
    if (settings.mirrorContactFields) mirrorContact(event);
    if (mode === 'off') return decide(event, mode, { ...NOTHING, fixed: leftOut });
    checkContent(event, project, check);
    const conclude = (own: readonly Violation[]) => {
      const spec = [...check.violations, ...own];
      const suspicions = this.watch.look(event);
      return decide(event, mode, { contract, spec, suspicions, fixed: leftOut + check.fixed });
    };
    const { event_name: name, properties } = event;
    const schema = Object.hasOwn(settings.events, name) ? settings.events[name] : undefined;
    const own = schema === undefined ? [] : checkSchema(schema, properties, wait);
    return own instanceof Promise ? own.then(conclude) : conclude(own);
  }
}

const NOTHING: Findings = { contract: [], spec: [], suspicions: [], fixed: 0 };

/** The one place that decides what follows from findings. */
function decide(event: unknown, mode: ValidationMode, findings: Findings): ValidatedEvent {
  const { contract, spec } = findings;
  const name = (event as Partial<ConvergeEventDto> | null)?.event_name;
  const eventName = typeof name === 'string' ? name : undefined;
  let error: ConvergeValidationError | undefined;
  if (contract.length > 0) {
    // Where no alias is left, the placeholders are the reason.
    const reasons = aliasesOf(event)?.length === 0 ? [...spec, ...contract] : contract;
    error = new ConvergeValidationError(eventName, reasons);
  } else if (mode === 'strict' && spec.length > 0) {
    error = new ConvergeValidationError(eventName, spec, 'spec');
  }
  return { eventName, body: JSON.stringify(event), findings, error };
}

function aliasesOf(event: unknown): readonly unknown[] | undefined {
  const aliases = isPlainObject(event) ? event['aliases'] : undefined;
  return Array.isArray(aliases) ? aliases : undefined;
}

const CONTACT_FIELDS = fieldsOf(ContactDto);

/** Gives each contact field that only one of an event's two objects has to the other, in place. */
function mirrorContact({ properties, profile_properties }: ConvergeEventDto): void {
  for (const { name } of CONTACT_FIELDS) {
    copyField(name, properties, profile_properties);
    copyField(name, profile_properties, properties);
  }
}

/** Copies it trimmed, since the other object may not know the field. */
function copyField(name: string, from: Properties, to: Properties): void {
  const value = withoutBlank(from[name]);
  if (value !== undefined && withoutBlank(to[name]) === undefined) to[name] = value;
}

function withoutBlank(value: unknown): unknown {
  const trimmed = typeof value === 'string' ? value.trim() : value;
  return trimmed === '' ? undefined : trimmed;
}
