import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isPlainObject } from './plain-json.js';
import { isName, joinPath, MAX_VIOLATIONS, ViolationList } from './violation.js';

/** The part of the Standard Schema interface that checks a value, as zod, valibot and others have it. */
export interface StandardSchema<Output = any> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly types?: { readonly input: any; readonly output: Output } | undefined;
  };
}

type StandardResult = { readonly issues?: readonly StandardIssue[] | undefined };

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * What checks the `properties` of a project's own event: a class with class-validator's decorators, or
 * a schema of any validator that follows Standard Schema.
 */
export type EventSchema<Properties = any> = (new () => Properties) | StandardSchema<Properties>;

/** Waits for a schema, and rejects where that takes too long. */
export type Wait = <T>(found: Promise<T>) => Promise<T>;

type Properties = Record<string, unknown>;

/** Checks an event's properties with a project's own schema. Never throws. */
export async function checkSchema(
  schema: EventSchema,
  properties: Properties,
  wait: Wait = (found) => found,
): Promise<ViolationList> {
  try {
    if (!('~standard' in schema)) {
      const instance: object = plainToInstance(schema, properties);
      const errors = validateSync(instance, { forbidUnknownValues: false });
      const issues = errors.flatMap((error) => issuesOf(error));
      return toViolations(issues, properties);
    }
    // It may change what it is given; only what it finds counts.
    const result = schema['~standard'].validate(structuredClone(properties));
    const { issues = [] } = 'then' in result ? await wait(Promise.resolve(result)) : result;
    return toViolations(issues, properties);
  } catch {
    const violations = new ViolationList();
    violations.add(SCHEMA_FAILED);
    return violations;
  }
}

const SCHEMA_FAILED = {
  path: 'properties',
  rule: 'schema',
  received: 'an object',
  advice:
    'the schema of this event threw an error or took too long; it should report what is wrong instead',
};

/** With class-validator, the messages of a class are issues too, each with its rule. */
type Issue = StandardIssue & { readonly rule?: string };

function issuesOf(error: ValidationError, above: readonly PropertyKey[] = []): Issue[] {
  const { property, constraints = {}, children = [] } = error;
  const path = [...above, property];
  const own = Object.entries(constraints).map(([rule, message]) => ({ rule, message, path }));
  return [...own, ...children.flatMap((child) => issuesOf(child, path))];
}

/** What the issues say, without what they quote: values may be personal. */
function toViolations(issues: readonly Issue[], properties: Properties): ViolationList {
  const violations = new ViolationList();
  const texts = issues.length === 0 ? [] : [...textsIn(properties)];
  for (const [index, { message, rule = 'schema', path = [] }] of issues.entries()) {
    const keys = path.map((step) => (typeof step === 'object' ? step.key : step));
    const value = keys.reduce<unknown>(valueAt, properties);
    // The others are only counted.
    const advice = index < MAX_VIOLATIONS ? adviceOf(message, [toText(value), ...texts]) : '';
    violations.report(keys.reduce<string>(join, 'properties'), rule, value, advice);
  }
  return violations;
}

function valueAt(parent: unknown, key: PropertyKey): unknown {
  const isHolder = Array.isArray(parent) || isPlainObject(parent);
  return isHolder && Object.hasOwn(parent, key) ? parent[key as never] : undefined;
}

function join(parent: string, key: PropertyKey): string {
  const text = String(key);
  return joinPath(parent, /^\d{1,15}$/.test(text) ? Number(text) : text);
}

/** @param texts what it must not quote */
function adviceOf(message: string, texts: readonly string[]): string {
  const advice = message.slice(0, MAX_ADVICE_LENGTH).replace(QUOTED_END, '').trim();
  const lower = advice.toLowerCase();
  const isHidden = advice === '' || texts.some((text) => text !== '' && lower.includes(text));
  return isHidden ? HIDDEN : advice;
}

const MAX_ADVICE_LENGTH = 300;
const HIDDEN = 'see the rule in the schema of this event';
/** How validators end a message in which they quote what they got. */
const QUOTED_END = /[:,]?\s*(but )?received:?\s*["'`\d-].*$/is;

/** All texts in a value that a message could quote, keys that no programmer wrote included. */
function* textsIn(value: unknown): Iterable<string> {
  const text = toText(value);
  // A shorter one may stand in any message by chance.
  if (text.length >= 3) yield text;
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  yield* keys.filter((key) => !isName(key)).map(toText);
  if (typeof value !== 'object' || value === null) return;
  for (const item of Object.values(value)) yield* textsIn(item);
}

function toText(value: unknown): string {
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? String(value).trim().toLowerCase() : '';
}
