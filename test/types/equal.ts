// oxlint-disable typescript/no-unnecessary-type-parameters -- these functions exist for their types

/** Whether two types are the same, optional and readonly keys included. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** A type without the class or interface that it was made from. */
export type Plain<T> = { [Key in keyof T]: T[Key] };

/** Compiles where nothing is in the union; else the error names what is. */
export function expectNothing<Found extends never>(..._found: Found[]): void {}
