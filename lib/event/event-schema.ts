import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isPlainObject } from './constraints.js';
import { describeReceived } from './describe-received.js';
import { joinPath } from './json-path.js';
import { schemaMessage, textsIn } from './schema-message.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

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
  // It may change what it is given; only its opinion is asked for.
  const result = schema['~standard'].validate(structuredClone(properties));
  return 'then' in result
    ? Promise.resolve(result).then((later) => fromIssues(later, properties))
    : fromIssues(result, properties);
}

function checkClass(type: new () => object, properties: Record<string, unknown>): Violation[] {
  const errors = validateSync(plainToInstance(type, properties), { forbidUnknownValues: false });
  return tell(
    errors.flatMap((error) => findings(error, 'properties')),
    properties,
  );
}

/** What a schema says of one place. */
interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly value: unknown;
  readonly message: string;
}

function findings(
  { property, value, constraints = {}, children = [] }: ValidationError,
  parent: string,
): Finding[] {
  const path = join(parent, property);
  return [
    ...Object.entries(constraints).map(([rule, message]) => ({ path, rule, value, message })),
    ...children.flatMap((child) => findings(child, path)),
  ];
}

function fromIssues({ issues = [] }: StandardResult, properties: object): Violation[] {
  const found = issues.map(({ message, path = [] }) => {
    const keys = path.map((step) => (typeof step === 'object' ? step.key : step));
    const value = keys.reduce<unknown>(step, properties);
    return { path: keys.reduce<string>(join, 'properties'), rule: 'schema', value, message };
  });
  return tell(found, properties);
}

function tell(found: readonly Finding[], properties: object): Violation[] {
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
