import {
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { usageError } from './cli.error.js';

interface PackageJson {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The package.json of this package, which finds itself by its name. */
export function ownPackage(): PackageJson {
  return createRequire(import.meta.url)('nestjs-converge/package.json') as PackageJson;
}

/** The real folder of a package, as imports from a folder find it. */
export function installedIn(name: string, folder: string): string | undefined {
  const roots = createRequire(join(folder, 'package.json')).resolve.paths(name) ?? [];
  const found = roots
    .map((root) => join(root, name))
    .find((path) => existsSync(join(path, 'package.json')));
  return found && realpathSync(found);
}

/** @throws CliError where Nest is not found from a folder or file */
export function requireNest(command: string, from: string): void {
  if (installedIn('@nestjs/core', from) !== undefined) return;
  throw usageError(
    `${command} is for applications of Nest, and ${from} has no @nestjs/core: for Express, see docs/express.md; ` +
      "else, install the application's packages.",
  );
}

/** The version of a package, as imports from a folder find it. */
export function installedVersion(name: string, folder: string): string | undefined {
  const found = installedIn(name, folder);
  if (found === undefined) return undefined;
  const text = readFileSync(join(found, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

/** Gives an application of Nest 11 the version that its Jest can load. */
export const INSTALL_AXIOS_4 = 'npm install @nestjs/axios@4';

/** Whether Nest 11 has an @nestjs/axios that is an ES module; `npm install` without a version gives it that. */
export function hasAxiosOfNest12(appDir: string): boolean {
  return (
    installedVersion('@nestjs/core', appDir)?.startsWith('11.') === true &&
    installedVersion('@nestjs/axios', appDir)?.startsWith('12.') === true
  );
}

const SKIPPED = /^(?:\..*|node_modules|coverage|tests?)$/;

/** Reads the TypeScript and JavaScript files of an application, compiled ones too. */
export function* sourceTexts(folder: string): Generator<Record<'path' | 'text', string>> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    const isSource = entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name);
    // A larger file is generated.
    if (isSource && statSync(path).size <= 1024 ** 2)
      yield { path, text: readFileSync(path, 'utf8') };
    if (entry.isDirectory() && !SKIPPED.test(entry.name)) yield* sourceTexts(path);
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
