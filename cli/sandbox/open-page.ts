import { spawn } from 'node:child_process';
import { remark } from '../print.js';

/** The program with which each platform opens an address. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` is a word of the shell, and takes its first quoted argument for a title.
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the browser. A machine without one gets a remark. */
export function openPage(url: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  const explain = () => remark(`No browser could be opened: open ${url} yourself.`);
  child.once('error', explain);
  child.once('exit', (code) => {
    if (code !== 0) explain();
  });
  child.unref();
}
