import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { orderEvent } from '../utils/events.js';
import { unusedPort } from '../utils/local-servers.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const endpoint = `http://127.0.0.1:${await unusedPort()}/`;
// Before the library is loaded, as with Jest's option `fakeTimers`.
jest.useFakeTimers();
const { ConvergeModule, ConvergeService } = await import('../../lib/index.js');
const { ConvergeTesting, ConvergeTestingModule } = await import('../../lib/testing/index.js');
afterAll(() => void jest.useRealTimers());

const folder = useTemporaryFolder();

describe("an application under a test's fake timers", () => {
  it.each([
    ['the testing kit', () => ConvergeTestingModule.forRoot({ token: 'token' })],
    ['memory', () => at('memory')],
    ['a file', () => at(join(folder.path, 'outbox'))],
  ])('records and closes, with %s', async (kind, imported) => {
    const module = await Test.createTestingModule({ imports: [imported()] })
      .setLogger(false as never)
      .compile();
    const app = await module.createNestApplication().init();
    await app.get(ConvergeService).track(orderEvent());
    if (kind === 'the testing kit') await app.get(ConvergeTesting).settled();
    expect((await app.get(ConvergeService).stats()).counters.dropped).toBe(0);
    await app.close();
  });

  const at = (outbox: string) =>
    ConvergeModule.forRoot({ token: 'token', endpoint, outbox, shutdownTimeoutMs: 200 });
});
