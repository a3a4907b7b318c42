import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { ok, warn, type Finding } from './finding.js';

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'coverage', 'test', 'tests']);
/** More are not looked at, nor files that no person has written. */
const MAX_FILES = 5_000;
const MAX_BYTES = 1024 ** 2;

/** Whether anything in the application's sources calls `enableShutdownHooks`. */
export function lookAtShutdownHooks(appDir: string): Finding {
  let looked = 0;
  for (const path of sourcesBelow(appDir)) {
    if (++looked > MAX_FILES) break;
    if (statSync(path).size > MAX_BYTES) continue;
    if (/\benableShutdownHooks\s*\(/.test(readFileSync(path, 'utf8'))) {
      return ok('shutdown', `enableShutdownHooks is called in ${path}`);
    }
  }
  return warn(
    'shutdown',
    `enableShutdownHooks is called in none of ${Math.min(looked, MAX_FILES)} source files`,
    'call app.enableShutdownHooks() in main.ts, so that a stopping process delivers what it still can',
  );
}

function* sourcesBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name)) yield path;
    else if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)) {
      yield* sourcesBelow(path);
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
