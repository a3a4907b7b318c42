import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The variables that the library or the usual module options read. */
const NAMES = ['CONVERGE_TOKEN', 'CONVERGE_ENDPOINT', 'CONVERGE_OUTBOX_PATH'] as const;

export type SettingName = (typeof NAMES)[number];

/** What the environment and the application's .env file say. */
export interface Settings {
  readonly values: Readonly<Partial<Record<SettingName, string>>>;
  /** Where each was found, without its value. */
  readonly found: readonly string[];
}

/** Reads them as an application does: the environment wins. */
export function readSettings(appDir: string): Settings {
  const file = readEnvFile(join(appDir, '.env'));
  const values: Partial<Record<SettingName, string>> = {};
  const found: string[] = [];
  for (const name of NAMES) {
    const isInEnvironment = Boolean(process.env[name]);
    const value = process.env[name] || file[name];
    if (!value) continue;
    values[name] = value;
    found.push(`${name} (${isInEnvironment ? 'environment' : '.env'})`);
  }
  return { values, found };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
