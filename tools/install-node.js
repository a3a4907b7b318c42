import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Installs a release line of Node, from its npm package, into a folder. @returns its name and path */
export function installNode(line, folder) {
  const where = join(folder, `node-${line}`);
  const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const args = ['install', '--prefix', where, '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', [...args, `${PACKAGE}@${line}`], options);
  const path = join(where, 'node_modules', PACKAGE, 'bin', 'node');
  return { name: `Node ${execFileSync(path, ['--version'], options).trim().slice(1)}`, path };
}
