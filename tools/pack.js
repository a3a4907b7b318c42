import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Packs the built library into a folder. @returns the tarball's path, its size in bytes, and the files in it */
export function pack(folder) {
  const args = ['pack', '--json', '--pack-destination', folder];
  const [{ filename, size, files }] = JSON.parse(
    execFileSync('npm', args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  return { tarball: join(folder, filename), size, paths: files.map(({ path }) => path) };
}
