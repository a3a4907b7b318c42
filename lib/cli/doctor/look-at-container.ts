import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ok, warn, type Finding } from './finding.js';
import { nearestFolder } from './nearest-folder.js';

/** What container engines leave in their containers. */
const MARKS = ['/.dockerenv', '/run/.containerenv'];

/** Whether the outbox outlives the container, where there is one. */
export function lookAtContainer(appDir: string, outbox: string, marks = MARKS): Finding[] {
  if (outbox === 'memory') return [];
  if (!isInContainer(marks)) {
    const hasDockerfile = existsSync(join(appDir, 'Dockerfile'));
    const hint = `not in one; where the application runs in one, ${dirname(outbox)} belongs on a volume`;
    return hasDockerfile ? [ok('container', hint)] : [];
  }
  const folder = nearestFolder(dirname(outbox));
  if (statSync(folder).dev !== statSync('/').dev) {
    return [ok('container', `the outbox is on another file system than the container's own`)];
  }
  return [
    warn(
      'container',
      'the outbox is on the file system of the container, and is lost with it',
      `mount a volume at ${dirname(outbox)}, or set CONVERGE_OUTBOX_PATH to a file on one`,
    ),
  ];
}

function isInContainer(marks: readonly string[]): boolean {
  return marks.some((path) => existsSync(path)) || Boolean(process.env['KUBERNETES_SERVICE_HOST']);
}
