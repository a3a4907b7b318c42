import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { orderEvent } from '../utils/events.js';
import { usePrograms } from '../utils/programs.js';
import { useSandbox } from '../utils/use-sandbox.js';

const programs = usePrograms();
const sandbox = useSandbox();

/** Runs a program in which nothing of Nest, rxjs and axios can be loaded. */
function runAlone(program: string, ...args: string[]) {
  const hook = pathToFileURL(programs.file('test/engine/programs/refuse-frameworks')).href;
  const file = programs.file(program);
  return promisify(execFile)(process.execPath, ['--import', hook, file, ...args]);
}

it.each(['memory', 'disk'])(
  'the engine delivers, and stops, with nothing of Nest, rxjs and axios loaded: from %s',
  async (kind) => {
    const { endpoint, token } = sandbox;
    const path = kind === 'memory' ? kind : join(programs.newFolder(), 'outbox');
    const { stdout } = await runAlone('test/engine/programs/run-engine', endpoint, token, path);
    expect(JSON.parse(stdout)).toEqual({ lines: [], required: [] });
    expect(sandbox.events().map(({ event }) => event)).toEqual([orderEvent()]);
  },
);

it('nothing of them can be loaded there', async () => {
  await expect(runAlone('lib/index')).rejects.toMatchObject({
    stderr: expect.stringMatching(/refused: (@nestjs\/|rxjs|axios)/),
  });
});
