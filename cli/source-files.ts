import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** A source file of an application. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'coverage', 'test', 'tests']);
/** Reads the TypeScript and JavaScript files of an application, compiled ones too. */
export function* sourceTexts(folder: string): Generator<SourceText> {
  for (const path of sourcesBelow(folder)) {
    // A larger file is generated.
    if (statSync(path).size <= 1024 ** 2) yield { path, text: readFileSync(path, 'utf8') };
  }
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
