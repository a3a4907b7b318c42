/** The environment variables that say what the options do not. */
export const VARIABLES = {
  token: 'CONVERGE_TOKEN',
  endpoint: 'CONVERGE_ENDPOINT',
  outbox: 'CONVERGE_OUTBOX_PATH',
} as const;

/** `process.env`, or what stands for it. */
export type Environment = NodeJS.Dict<string>;

/** The names of the settings where they are no options of the module, such as `--token`. */
export type SettingNames = Partial<Record<keyof typeof VARIABLES, string>>;

/** A setting that was given, and the name of the place, for errors. */
export interface Setting {
  readonly value: unknown;
  readonly name: string;
}

/** Reads a setting: what is given wins over the variable. An empty one counts as not set. */
export function readSetting(
  key: keyof typeof VARIABLES,
  given: unknown,
  environment: Environment,
  names: SettingNames = {},
): Setting | undefined {
  if (given !== undefined && given !== null && given !== '') {
    return { value: given, name: names[key] ?? `ConvergeModule option "${key}"` };
  }
  const value = environment[VARIABLES[key]];
  return value ? { value, name: `The environment variable ${VARIABLES[key]}` } : undefined;
}

/** Jest and Vitest set NODE_ENV: a test must neither send nor fill what a shop has in its file. */
export function isTest(environment: Environment): boolean {
  return environment['NODE_ENV'] === 'test';
}
