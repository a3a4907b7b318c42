import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder itself, or the first one above it that there is. */
export function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}
