// class-transformer's decorators need it, and not everybody who checks events has loaded Nest.
import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import type { Kind } from './kinds.js';

/** A class that states the fields of an object. */
export type FieldsClass = abstract new () => object;

/** A field of Converge's event spec. */
export interface SpecField extends Kind {
  readonly name: string;
  readonly isRequired: boolean;
  /** Whether it stands in Converge's tables; if not, only in its samples. */
  readonly isListed: boolean;
  /** Whether Converge looks at it on any event, and the event's own spec does not name it. */
  readonly isCommon?: boolean;
  /** What the entries of a list are. */
  readonly item?: () => FieldsClass;
}

const declared = new WeakMap<object, SpecField[]>();
const collected = new WeakMap<FieldsClass, readonly SpecField[]>();

/** The fields of a class, those that it inherits first. */
export function fieldsOf(type: FieldsClass): readonly SpecField[] {
  let fields = collected.get(type);
  if (fields === undefined) {
    fields = collect(type.prototype as object);
    collected.set(type, fields);
  }
  return fields;
}

/** A required field. Checks it with class-validator as well. */
export function Field(kind: Kind): PropertyDecorator {
  return (target, name) => {
    declare(target, { ...kind, name: String(name), isRequired: true, isListed: true });
    checkByClassValidator(kind, target, name);
  };
}

/** A field that may be missing. */
export function OptionalField(kind: Kind, { isListed = true } = {}): PropertyDecorator {
  return (target, name) => {
    declare(target, { ...kind, name: String(name), isRequired: false, isListed });
    IsOptional()(target, name);
    checkByClassValidator(kind, target, name);
  };
}

/** A list that may be missing. */
export function OptionalList(item: () => FieldsClass): PropertyDecorator {
  return (target, name) => {
    const shape = { type: 'list', rules: [], isRequired: false, isListed: true } as const;
    declare(target, { ...shape, name: String(name), item });
    for (const decorate of [IsOptional(), IsArray(), ValidateNested({ each: true })]) {
      decorate(target, name);
    }
    Type(item as () => new () => object)(target, name);
  };
}

function declare(target: object, field: SpecField): void {
  const own = declared.get(target) ?? [];
  own.push(field);
  declared.set(target, own);
}

function checkByClassValidator({ rules }: Kind, target: object, name: string | symbol): void {
  for (const { name: rule, test, advice } of rules) {
    ValidateBy({ name: rule, validator: { validate: test } }, { message: advice })(target, name);
  }
}

function collect(prototype: object | null): SpecField[] {
  if (prototype === null) return [];
  const inherited = collect(Object.getPrototypeOf(prototype) as object | null);
  return [...inherited, ...(declared.get(prototype) ?? [])];
}
