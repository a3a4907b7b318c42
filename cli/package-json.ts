import { createRequire } from 'node:module';

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
