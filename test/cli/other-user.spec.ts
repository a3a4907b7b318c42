import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { needsRoot } from '../utils/needs.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { usePrograms } from '../utils/programs.js';
import { runCli } from './support/run-cli.js';

const cli = usePrograms();

/** To root, everything can be read: only as root can a test become another user. */
const { describe: asRoot } = needsRoot();
asRoot('as another user than the one of the application (needs root)', () => {
  const NOBODY = 65_534;
  const uid = process.getuid!();
  let box: string;
  beforeAll(async () => {
    const inner = join(cli.folder, 'shop');
    mkdirSync(inner, { mode: 0o755 });
    box = join(inner, 'outbox');
    const outbox = await SqliteOutbox.open(outboxSettings(box));
    await outbox.close();
    chmodSync(cli.folder, 0o755);
  });

  it.each([
    ['outbox status', 'readable by its owner only', 0o755],
    ['outbox list', 'in a folder of its owner only', 0o700],
  ])('%s says whose the file is, and what to do: %s', async (command, _how, mode) => {
    chmodSync(join(box, '..'), mode);
    const args = [...command.split(' '), '--path', box];
    const { code, stderr } = await runCli(cli, args, { uid: NOBODY });
    const what = mode === 0o700 ? `The folder ${join(box, '..')}` : `The outbox ${box}`;
    expect(stderr).toBe(
      `The outbox ${box} cannot be used: no permission to read and write it (EACCES). ${what} belongs to ` +
        `user ${uid}, and this is user ${NOBODY}: run this as that user, e.g. with sudo -u '#${uid}', or give ` +
        'it to this one (chown), or set the option "outbox" (or CONVERGE_OUTBOX_PATH) to another path.\n',
    );
    expect(code).toBe(1);
  });

  it.each([0o755, 0o700])('doctor does, too, in a folder of mode %o', async (mode) => {
    chmodSync(join(box, '..'), mode);
    const args = ['doctor', '--path', box, '--endpoint', 'http://127.0.0.1:1/x', '--json'];
    const { json } = await runCli(cli, args, { uid: NOBODY });
    expect(json.findings).toContainEqual({
      subject: 'outbox',
      status: 'fail',
      message: 'cannot be used',
      remedy: expect.stringContaining(`belongs to user ${uid}, and this is user ${NOBODY}`),
    });
  });

  it('doctor warns of the file of another user that this one can use', async () => {
    chownSync(box, NOBODY, NOBODY);
    const args = ['doctor', '--path', box, '--endpoint', 'http://127.0.0.1:1/x', '--json'];
    const { json } = await runCli(cli, args);
    expect(json.findings).toContainEqual({
      subject: 'outbox',
      status: 'warn',
      message: `${box} belongs to user ${NOBODY}, and this is user ${uid}`,
      remedy: expect.stringContaining(`sudo -u '#${NOBODY}' npx nestjs-converge doctor`),
    });
  });

  it.each([['check'], ['doctor', '--app-dir'], ['plan', '--app'], ['init', '--app-dir']])(
    '%s %s says that it may not read its input',
    async (...args) => {
      chmodSync(join(box, '..'), 0o700);
      const { code, stderr } = await runCli(cli, [...args, join(box, 'x')], { uid: NOBODY });
      expect(stderr).toMatch(/EACCES|does not exist|is not a folder|has no @nestjs\/core/);
      expect(stderr).not.toContain('report it');
      expect(code).toBeGreaterThan(0);
    },
  );
});
