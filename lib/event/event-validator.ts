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
import { countDropped, type DroppedAlias } from './values/aliases.js';
import { ViolationList } from './violation-list.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

/**
 * What follows from a violation of Converge's event spec: it is reported, and the event sent (`warn`);
 * the event becomes a dead letter (`strict`); the spec is not checked (`off`).
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
  readonly eventId: string | undefined;
  /** The JSON that is sent. */
  readonly body: string;
  readonly findings: Findings;
  /**
   * Why it must not be sent: it breaks the contract or, in strict mode, the spec, or all of its aliases
   * seem to be shared.
   */
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
    const { event, fixed: copied } = draft as { event: ConvergeEventDto; fixed: number };
    const given = aliasesOf(event);
    const check = new FieldCheck(true);
    // A merge can never be undone: placeholders are neither sent nor kept, whatever else is wrong.
    if (given !== undefined) {
      event.aliases = checkAliases(given, project, check, mode !== 'off') as string[];
    }
    const contract = checkDraft(draft);
    const { violations: spec } = check;
    if (!contract.isEmpty) {
      if (aliasesOf(event)?.length === 0) reportDropped(draft.droppedAliases, spec);
      return decide(event, mode, { contract, spec });
    }
    if (settings.mirrorContactFields) mirrorContact(event);
    if (mode === 'off') return decide(event, mode, { contract, spec, fixed: copied });
    checkContent(event, project, check);
    const conclude = (own: ViolationList | undefined) => {
      if (own !== undefined) spec.addAll(own);
      const { suspicions, shared } = this.watch.look(event);
      const hasOwnAlias = holdBack(event, shared);
      const fixed = copied + check.fixed;
      return decide(event, mode, { contract, spec, suspicions, hasOwnAlias, fixed });
    };
    const { event_name: name, properties } = event;
    const schema = Object.hasOwn(settings.events, name) ? settings.events[name] : undefined;
    const own = schema === undefined ? undefined : checkSchema(schema, properties, wait);
    return own instanceof Promise ? own.then(conclude) : conclude(own);
  }
}

/** Names what the alias builder left out, where that is why an event has no alias. */
function reportDropped(dropped: readonly DroppedAlias[], spec: ViolationList): void {
  if (dropped.length === 0) return;
  const received = [...countDropped(dropped).keys()].slice(0, MAX_VIOLATIONS).join(', ');
  const advice = 'aliases() left them out; give values that belong to one customer';
  spec.add({ path: 'aliases', rule: 'isAlias', received, advice });
}

/**
 * Takes aliases that seem to be shared out of an event, in place: they can be added later, but a merge can
 * never be undone. An event without others keeps them, and must not be sent.
 *
 * @returns whether the event may be sent
 */
function holdBack(event: ConvergeEventDto, shared: ReadonlySet<string>): boolean {
  if (shared.size === 0) return true;
  const own = event.aliases.filter((alias) => !shared.has(alias));
  if (own.length > 0) event.aliases = own;
  return own.length > 0;
}

interface Found {
  readonly contract: ViolationList;
  readonly spec: ViolationList;
  readonly suspicions?: readonly Violation[];
  /** Whether it has an alias that seems to belong to one customer. */
  readonly hasOwnAlias?: boolean;
  readonly fixed?: number;
}

/** The one place that decides what follows from findings. */
function decide(
  event: unknown,
  mode: ValidationMode,
  { contract, spec, suspicions = [], hasOwnAlias = true, fixed = 0 }: Found,
): ValidatedEvent {
  const { event_name: name, event_id: id } = (event ?? {}) as Partial<ConvergeEventDto>;
  const eventName = typeof name === 'string' ? name : undefined;
  let error: ConvergeValidationError | undefined;
  if (!contract.isEmpty) {
    const reasons = new ViolationList();
    reasons.addAll(contract);
    // Where no alias is left, those that were left out are the reason.
    if (aliasesOf(event)?.length === 0) reasons.addAll(spec);
    error = new ConvergeValidationError(eventName, reasons.toArray());
  } else if (mode === 'strict' && !spec.isEmpty) {
    error = new ConvergeValidationError(eventName, spec.toArray(), 'spec');
  } else if (!hasOwnAlias) {
    error = new ConvergeValidationError(eventName, suspicions, 'identity');
  }
  const findings = { contract: contract.toArray(), spec: spec.toArray(), suspicions, fixed };
  const eventId = typeof id === 'string' ? id : undefined;
  return { eventName, eventId, body: JSON.stringify(event), findings, error };
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
