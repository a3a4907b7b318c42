import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ownPackage } from '../package-json.js';
import { fail, ok, type Finding } from './finding.js';
import { isInRange } from './version-range.js';

/** The Node that runs this command, which should be the application's. */
export function lookAtNode(version = process.versions.node): Finding {
  const { node: range } = ownPackage().engines;
  return isInRange(version, range)
    ? ok('Node', version)
    : fail('Node', `${version} is not supported`, `use one of ${range}`);
}

/** Nest and the other packages that an application has to install. */
export function lookAtPackages(appDir: string): Finding[] {
  const { peerDependencies, peerDependenciesMeta } = ownPackage();
  return Object.entries(peerDependencies)
    .filter(([name]) => peerDependenciesMeta[name]?.optional !== true)
    .map(([name, range]) => lookAtPackage(name, range, appDir));
}

function lookAtPackage(name: string, range: string, appDir: string): Finding {
  const version = installedVersion(name, appDir);
  if (version === undefined) return fail(name, 'is not installed', `run "npm install ${name}"`);
  return isInRange(version, range)
    ? ok(name, version)
    : fail(name, `${version} is not supported`, `install one of ${range}`);
}

/** Looks where the application's own imports look. */
function installedVersion(name: string, appDir: string): string | undefined {
  const folders = createRequire(join(appDir, 'package.json')).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find(existsSync);
  if (file === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  return typeof version === 'string' ? version : undefined;
}
