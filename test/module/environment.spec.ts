import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { createConverge } from '../../lib/express/index.js';
import { ConvergeModule, ConvergeService, type ConvergeModuleOptions } from '../../lib/index.js';
import { ConvergeTesting, ConvergeTestingModule } from '../../lib/testing/index.js';
import { useEnvironment } from '../utils/environment.js';
import { orderEvent } from '../utils/events.js';
import { eventually, startApp, type TestApp } from '../utils/test-app.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { useSandbox } from '../utils/use-sandbox.js';

const setEnvironment = useEnvironment();
const folder = useTemporaryFolder();
let shop: TestApp | undefined;
afterEach(async () => {
  await shop?.close();
  shop = undefined;
});
const sandbox = useSandbox();

const order = (event_id: string) => orderEvent({ event_id });
const useFactory = () => ({ token: undefined });

describe('the module with no more than a token given', () => {
  it.each([
    ['forRoot()', () => ConvergeModule.forRoot()],
    ['forRoot(token)', () => ConvergeModule.forRoot(sandbox.token)],
    ['forRoot(undefined, options)', () => ConvergeModule.forRoot(undefined, { enabled: true })],
    [
      'forRootAsync with a token that is undefined',
      () => ConvergeModule.forRootAsync({ useFactory }),
    ],
  ])('sends to the sandbox of CONVERGE_ENDPOINT: %s', async (_how, module) => {
    setEnvironment({ CONVERGE_ENDPOINT: sandbox.url, CONVERGE_TOKEN: '' });
    shop = await startApp({ imports: [module()] });
    await shop.app.get(ConvergeService).track(order('1'));
    expect(await sandbox.waitForEvents(1)).toMatchObject([{ event: { event_id: '1' } }]);
  });

  it('starts with CONVERGE_TOKEN alone', async () => {
    setEnvironment({ CONVERGE_TOKEN: 'token' });
    shop = await startApp({ imports: [ConvergeModule.forRoot()] });
    expect(shop.app.get(ConvergeService)).toBeInstanceOf(ConvergeService);
  });
});

describe('createConverge', () => {
  it.each([
    ['()', () => createConverge()],
    ['(options)', () => createConverge({ validation: 'off' })],
    ['(undefined, options)', () => createConverge(undefined, { validation: 'off' })],
  ])('reads the variables: createConverge%s', async (_how, create) => {
    setEnvironment({ CONVERGE_ENDPOINT: sandbox.url, CONVERGE_TOKEN: '' });
    const converge = await create();
    await converge.track(order('2') as never);
    await converge.flush();
    await converge.close();
    expect(sandbox.events()).toHaveLength(1);
  });
});

it('is the same in a test with any environment', async () => {
  setEnvironment({ CONVERGE_ENDPOINT: 'nonsense', CONVERGE_OUTBOX_PATH: ' ', NODE_ENV: '' });
  const imports = [ConvergeTestingModule.forRoot()];
  const module = await Test.createTestingModule({ imports }).compile();
  await module.get(ConvergeService).track(order('3'));
  expect(module.get(ConvergeTesting).recorded()).toHaveLength(1);
  await module.close();
});

describe('a second argument that is no object', () => {
  const url = 'http://127.0.0.1:1/secret' as never;
  it.each<[string, () => unknown]>([
    ['ConvergeModule.forRoot', () => ConvergeModule.forRoot('token', url)],
    ['createConverge', () => createConverge('token', url)],
  ])('is refused by %s, which says what belongs there', async (call, run) => {
    const message = `${call}(token, options): the second argument is an options object: { endpoint: ... }`;
    await expect((async () => run())()).rejects.toThrow(message);
  });
});

describe('the line at the start', () => {
  const start = async (options: ConvergeModuleOptions = {}) => {
    const { endpoint } = sandbox;
    const given = { token: 'the-token', endpoint, outbox: join(folder.path, 'outbox'), ...options };
    shop = await startApp({ imports: [ConvergeModule.forRoot(given)] });
    const { logger } = shop;
    await eventually('it is logged', () => logger.said('log').length > 0);
    return logger.said('log');
  };
  const host = () => new URL(sandbox.url).host;

  it('says where events go and what waits, without the token', async () => {
    setEnvironment({ NODE_ENV: 'production' });
    expect(await start()).toEqual([
      `Sending events to ${host()}; outbox ${folder.path}/outbox: 0 pending, 0 dead, 0 held`,
    ]);
    expect(shop!.logger.text).not.toContain('the-token');
  });

  it('counts what another start has left', async () => {
    setEnvironment({ NODE_ENV: 'production' });
    sandbox.simulateFault({ status: 400 }, 1);
    for (const delivery of [{}, false] as const) {
      await start({ delivery });
      await shop!.app.get(ConvergeService).track(order('4'));
      if (delivery) await shop!.app.get(ConvergeService).flush();
      await shop!.close();
    }
    expect(await start({ delivery: false })).toEqual([
      `Recording events for ${host()}, which another process sends; outbox ${folder.path}/outbox: 1 pending, 1 dead, 0 held`,
    ]);
    await shop!.close();
    expect(await start({ token: 'rotated' })).toEqual([
      expect.stringMatching(/: 0 pending, \d dead, \d held$/),
    ]);
  });

  it('says that events are in memory, or not sent at all', async () => {
    setEnvironment({ NODE_ENV: 'production' });
    // A directory cannot be used.
    for (const outbox of ['memory', folder.path]) {
      expect(await start({ outbox })).toEqual([
        `Sending events to ${host()}; outbox in memory: 0 pending, 0 dead, 0 held`,
      ]);
      await shop!.close();
    }
    expect(await start({ enabled: false })).toEqual([
      '"enabled" is false: events are checked, and neither stored nor sent',
    ]);
  });

  it('is not there in a test', async () => {
    setEnvironment({ NODE_ENV: 'test' });
    shop = await startApp({ imports: [ConvergeModule.forRoot('t', { outbox: 'memory' })] });
    await shop.app.get(ConvergeService).stats();
    expect(shop.logger.said('log')).toEqual([]);
  });
});
