import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { usePrograms } from '../utils/programs.js';
import { useSandbox } from '../utils/use-sandbox.js';

const programs = usePrograms();
const sandbox = useSandbox();

it('a wrong event whose track() is not awaited is logged once, and never ends the process', async () => {
  const { endpoint, token } = sandbox;
  const program = programs.file('test/engine/programs/track-unawaited');
  const { stdout } = await promisify(execFile)(process.execPath, [program, endpoint, token]);
  const { lines, awaited } = JSON.parse(stdout);
  const reasons = [
    'aliases (arrayMinSize)',
    'An event without a name breaks',
    'the option "beforeSend" failed',
    'event_id (isNonEmptyString)',
    'NOT kept: the application has shut down',
  ];
  const count = (text: string) => lines.filter((line: string) => line.includes(text)).length;
  expect(reasons.map(count)).toEqual(reasons.map(() => 1));
  expect(lines).toHaveLength(reasons.length);
  expect(awaited).toContain('event_id (isNonEmptyString)');
  expect(sandbox.events()).toHaveLength(1);
});
