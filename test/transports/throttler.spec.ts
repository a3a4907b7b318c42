import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { usePrograms } from '../utils/programs.js';
import { PLATFORMS } from '../utils/test-app.js';
import { PLACES, type Outcome } from './support/features.js';

const programs = usePrograms();

it('leaves ThrottlerGuard in every place as it is, and tracks only what it lets pass', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    programs.file('test/transports/programs/throttler'),
  ]);
  const outcomes = JSON.parse(stdout) as { without: Outcome; tracked: Outcome }[];
  expect(outcomes).toHaveLength(PLATFORMS.length * PLACES.length);
  for (const { without, tracked } of outcomes) {
    const limits = without.answers.map(({ status, headers }) => [
      status,
      headers['x-ratelimit-limit'],
    ]);
    expect(limits).toEqual([
      [201, '1'],
      [429, undefined],
    ]);
    expect(tracked.answers).toEqual(without.answers);
    expect(without.ids).toEqual([]);
    expect(tracked.ids).toEqual(['order-1']);
  }
});
