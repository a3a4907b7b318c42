import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of what comes with the library. */
export const PERMISSIVE = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
];

/**
 * The licences of all packages in a bundle, which must be distributed with it.
 *
 * @param {import('esbuild').Metafile} metafile of the bundle, whose paths are relative to `root`
 * @param {string} root
 */
export function bundledLicences({ inputs }, root) {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .sort()
    .map((folder) => licenceOf(join(root, folder)))
    .join('\n');
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined || !PERMISSIVE.includes(license)) {
    throw new Error(`${name} must not be bundled: its licence is ${license}, its text ${file}`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8')}`;
}
