import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TrackConverge, type ConvergeModuleOptions, type TrackOptions } from '../../lib/index.js';
import { orderEvent } from '../utils/events.js';
import { startShop, type Shop } from '../utils/shop.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually, type TestAppOptions } from '../utils/test-app.js';

const folder = useTemporaryFolder();
let shop: Shop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

async function start(options: ConvergeModuleOptions = {}, app: TestAppOptions = {}): Promise<Shop> {
  shop = await startShop(options, app);
  return shop;
}
const errors = async () => {
  await eventually('it is logged', () => shop!.logger.said('error').length > 0);
  return shop!.logger.said('error');
};

it('converge.track(wrong) that is not awaited is logged, and one that is awaited rejects too', async () => {
  const { converge } = await start();
  const wrong = orderEvent({ aliases: [] });
  void converge.track(wrong);
  expect(await errors()).toEqual([
    expect.stringMatching(
      /^ConvergeService\.track, "Placed Order": Event "Placed Order" breaks Converge's contract and was not sent:\n {2}- aliases/,
    ),
  ]);
  await expect(converge.track(wrong)).rejects.toThrow('aliases (arrayMinSize)');
});

it("another program's file as the outbox is left as it is", async () => {
  const path = join(folder.path, 'package.json');
  writeFileSync(path, '{"name":"shop"}');
  await start({ outbox: path });
  expect(await errors()).toEqual([
    expect.stringMatching(/CANNOT BE USED: .*another program's file.* left as it/),
  ]);
  expect(readdirSync(folder.path)).toEqual(['package.json']);
  expect(readFileSync(path, 'utf8')).toBe('{"name":"shop"}');
});

it('a directory as the outbox is called one, and a file asked for', async () => {
  const path = join(folder.path, 'outbox');
  mkdirSync(path);
  await start({ outbox: path });
  const [line] = await errors();
  expect(line).toMatch(/CANNOT BE USED: .*is a directory.* file/);
  expect(line).not.toContain('writable');
});

/** A shop whose handler returns that, and is tracked with these options. */
function controllerOf(options: TrackOptions, result?: unknown) {
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Order', options as {})
    create() {
      return result;
    }
  }
  return OrdersController;
}

const errorOf = async (controller: ReturnType<typeof controllerOf>) => {
  await start({}, { controllers: [controller] });
  await shop!.request('POST', '/');
  return (await errors())[0];
};

it.each([undefined, null])(
  'a handler that returns %s is named, beside the error',
  async (result) => {
    const properties = (order: any) => ({ id: order.id });
    expect(await errorOf(controllerOf({ properties }, result))).toContain(
      `the event was not tracked: its properties mapper failed (the handler returned ${result}): ` +
        `Cannot read properties of ${result} (reading 'id')`,
    );
  },
);

it('a mapper that reads nothing elsewhere is named with the name it read, and with its place', async () => {
  const properties: TrackOptions['properties'] = (_, { request }) => ({ id: request.user.orderId });
  expect(await errorOf(controllerOf({ properties }))).toContain(
    'its properties mapper failed (the handler returned undefined): ' +
      "Cannot read properties of undefined (reading 'orderId')",
  );
  const { stack } = shop!.logger.entries.find(({ level }) => level === 'error')!;
  expect(stack).toMatch(/^TypeError\n\s+at .*mistakes\.spec/);
});

it.each([404, 405])(
  'a wrong path in the endpoint (%d) pauses the delivery, loudly',
  async (status) => {
    const { converge, sandbox } = await start();
    sandbox.simulateFault({ status });
    await converge.track(orderEvent());
    expect((await errors())[0]).toMatch(
      new RegExp(
        `the endpoint answered ${status}, .*: delivery paused, 1 event queued .*"endpoint"`,
      ),
    );
    expect(await converge.stats()).toMatchObject({ dead: 0, waiting: 1 });
  },
);

it('a full outbox says how many events it refused', async () => {
  const { converge, sandbox, logger, app } = await start({
    outbox: { path: 'memory', maxEvents: 1 },
    shutdownTimeoutMs: 1,
  });
  sandbox.simulateFault('hang');
  await converge.track(orderEvent());
  for (let n = 0; n < 143; n++) await converge.track(orderEvent()).catch(() => undefined);
  await app.close();
  const full = 'the outbox is full \\(outbox\\.maxEvents\\)\\. Find out why Converge does not take';
  expect(logger.said('error').slice(0, 2)).toEqual([
    expect.stringMatching(`the event was NOT kept: ${full}`),
    expect.stringMatching(
      `the event was NOT kept: ${full}.* \\(142 more times since \\d\\d:\\d\\d\\)$`,
    ),
  ]);
});

it('a test suite without the module says how to do it in a test', async () => {
  const module = await Test.createTestingModule({ controllers: [controllerOf({})] })
    .compile()
    .then((compiled) => compiled.createNestApplication().init())
    .then(String, (error: Error) => error.message);
  expect(module).toMatch(
    /@TrackConverge is used, but ConvergeModule is missing: add ConvergeModule\.forRoot.* In a unit test, add ConvergeTestingModule\.forRoot\(\) of 'nestjs-converge\/testing'/,
  );
});
