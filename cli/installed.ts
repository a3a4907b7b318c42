import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Gives an application of Nest 11 the version that its Jest can load. */
export const INSTALL_AXIOS_4 = 'npm install @nestjs/axios@4';

/** Finds a package as the application's imports do. */
export function installedVersion(name: string, appDir: string): string | undefined {
  const folders = createRequire(join(appDir, 'package.json')).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find(existsSync);
  if (file === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

/** Whether Nest 11 has an @nestjs/axios that is an ES module; `npm install` without a version gives it that. */
export function hasAxiosOfNest12(appDir: string): boolean {
  return (
    installedVersion('@nestjs/core', appDir)?.startsWith('11.') === true &&
    installedVersion('@nestjs/axios', appDir)?.startsWith('12.') === true
  );
}
