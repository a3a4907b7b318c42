import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Finds the optional peer `libsql`: from the library's own place, and where a bundler has moved that,
 * from the working directory. Apart from the driver, whose code also runs in a thread that has no place.
 *
 * @returns the path of its main file, undefined if it is not installed
 */
export function findLibsql(): string | undefined {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(place).resolve('libsql');
    } catch {
      // Not there.
    }
  }
  return undefined;
}
