import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence: it must not be bundled`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8')}`;
}
