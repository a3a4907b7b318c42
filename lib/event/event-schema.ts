import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { describeReceived, isName, joinPath } from './describe-received.js';
import { isPlainObject } from './plain-json.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

/** A shorter text may stand in any message by chance. */
const MIN_LENGTH = 3;
/** How validators end a message in which they quote what they got. */
const QUOTED_END = /[:,]?\s*(but )?received:?\s*["'`\d-].*$/is;

/**
 * The part of the Standard Schema interface that checks a value; zod, valibot and others have it.
 *
 * @publicApi
 */
export interface StandardSchema<Output = any> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly types?: { readonly input: any; readonly output: Output } | undefined;
  };
}

interface StandardResult {
  readonly issues?: readonly StandardIssue[] | undefined;
}

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * What checks the `properties` of a project's own event: a class with class-validator's decorators, or
 * a schema of any validator that follows Standard Schema.
 *
 * @publicApi
 */
export type EventSchema<Properties = any> = (new () => Properties) | StandardSchema<Properties>;

/** Checks an event's properties with a project's own schema. Throws what the schema throws. */
export function checkSchema(
  schema: EventSchema,
  properties: Record<string, unknown>,
): Violation[] | Promise<Violation[]> {
  if (!('~standard' in schema)) return checkClass(schema, properties);
  // It may change what it is given; only what it finds counts.
  const result = schema['~standard'].validate(structuredClone(properties));
  return 'then' in result
    ? Promise.resolve(result).then((later) => fromIssues(later, properties))
    : fromIssues(result, properties);
}

function checkClass(type: new () => object, properties: Record<string, unknown>): Violation[] {
  const errors = validateSync(plainToInstance(type, properties), { forbidUnknownValues: false });
  const found = errors.flatMap((error) => fromError(error, 'properties'));
  return toViolations(found, properties);
}

/** What a schema says of one place. */
interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly value: unknown;
  readonly message: string;
}

function fromError(
  { property, value, constraints = {}, children = [] }: ValidationError,
  parent: string,
): Finding[] {
  const path = join(parent, property);
  return [
    ...Object.entries(constraints).map(([rule, message]) => ({ path, rule, value, message })),
    ...children.flatMap((child) => fromError(child, path)),
  ];
}

function fromIssues({ issues = [] }: StandardResult, properties: object): Violation[] {
  const found = issues.map(({ message, path = [] }) => {
    const keys = path.map((step) => (typeof step === 'object' ? step.key : step));
    const value = keys.reduce<unknown>(step, properties);
    return { path: keys.reduce<string>(join, 'properties'), rule: 'schema', value, message };
  });
  return toViolations(found, properties);
}

function toViolations(found: readonly Finding[], properties: object): Violation[] {
  if (found.length === 0) return [];
  const texts = textsIn(properties);
  return found.slice(0, MAX_VIOLATIONS).map(({ path, rule, value, message }) => ({
    path,
    rule,
    received: describeReceived(value),
    advice: schemaMessage(message, value, texts),
  }));
}

function step(parent: unknown, key: PropertyKey): unknown {
  const isHolder = Array.isArray(parent) || isPlainObject(parent);
  return isHolder && Object.hasOwn(parent, key)
    ? (parent as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function join(parent: string, key: PropertyKey): string {
  const text = String(key);
  return joinPath(parent, /^\d{1,15}$/.test(text) ? Number(text) : text);
}

/**
 * What a project's own schema says of a value, without what it quotes: values may be personal.
 *
 * @param value what it says it of
 * @param others the texts of the event that it must not quote either
 */
function schemaMessage(message: string, value: unknown, others: ReadonlySet<string>): string {
  const advice = message.replace(QUOTED_END, '');
  const text = advice.toLowerCase();
  const isQuoted = (quoted: string) => quoted !== '' && text.includes(quoted);
  return text.trim() === '' || isQuoted(textOf(value)) || [...others].some(isQuoted)
    ? 'see the rule in the schema of this event'
    : advice;
}

/** All texts and numbers in a value that a message could quote, keys that no programmer wrote included. */
function textsIn(value: unknown, texts = new Set<string>()): Set<string> {
  const text = textOf(value);
  if (text.length >= MIN_LENGTH) texts.add(text);
  if (isPlainObject(value)) {
    for (const key of Object.keys(value)) if (!isName(key)) texts.add(key.trim().toLowerCase());
  }
  const items = Array.isArray(value) || isPlainObject(value) ? Object.values(value) : [];
  for (const item of items) textsIn(item, texts);
  return texts;
}

function textOf(value: unknown): string {
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? String(value).trim().toLowerCase() : '';
}
