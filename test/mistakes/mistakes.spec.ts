import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { Controller, Inject, Injectable, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TrackConverge, type ConvergeModuleOptions } from '../../lib/index.js';
import { orderEvent, orderParts } from '../utils/events.js';
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
const startWith = (controller: new (...args: any[]) => unknown) =>
  start({}, { controllers: [controller] });
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

it("@TrackConverge on a service's method ends the start, and names ConvergeService.track", async () => {
  @Injectable()
  class OrdersService {
    @TrackConverge('Placed Order')
    create() {
      return orderParts();
    }
  }
  await expect(start({}, { providers: [OrdersService] })).rejects.toThrow(
    'OrdersService#create is no handler that Nest calls through interceptors: use ConvergeService.track there',
  );
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

it("'Placed Ordr' as any ends the start, with the nearest name", async () => {
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Ordr' as any)
    create() {
      return orderParts();
    }
  }
  await expect(startWith(OrdersController)).rejects.toThrow(
    "@TrackConverge('Placed Ordr') on OrdersController#create: Converge's spec has no such event; did you " +
      'mean \'Placed Order\'? If it is a custom event, register it under the option "events"',
  );
});

it('no mapper, and a result without the keys, is said of each part', async () => {
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Order')
    create() {
      return { id: '7' };
    }
  }
  await startWith(OrdersController);
  await shop!.request('POST', '/');
  expect((await errors())[0]).toContain(
    `no properties mapper was given, and the handler's result has no "properties": return them as "properties"`,
  );
});

it.each([undefined, null])(
  'a handler that returns %s is named, beside the error',
  async (result) => {
    @Controller()
    class OrdersController {
      @Post()
      @TrackConverge('Placed Order', { properties: (order: any) => ({ id: order.id }) as any })
      create(): any {
        return result;
      }
    }
    await startWith(OrdersController);
    await shop!.request('POST', '/');
    const [line] = await errors();
    expect(line).toContain(
      `the event was not tracked: its properties mapper failed (the handler returned ${result}): ` +
        `Cannot read properties of ${result} (reading 'id')`,
    );
  },
);

it('a mapper that reads nothing elsewhere is named with the name it read, and with its place', async () => {
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Order', {
      properties: (_result, { request }) => ({ id: request.user.orderId }) as any,
    })
    create() {}
  }
  await startWith(OrdersController);
  await shop!.request('POST', '/');
  expect((await errors())[0]).toContain(
    'its properties mapper failed (the handler returned undefined): ' +
      "Cannot read properties of undefined (reading 'orderId')",
  );
  const { stack } = shop!.logger.entries.find(({ level }) => level === 'error')!;
  expect(stack).toMatch(/^TypeError\n\s+at .*mistakes\.spec/);
});

it('the decorator on a class says that it goes on a method', () => {
  expect(() => (TrackConverge('Placed Order') as any)(class OrdersController {})).toThrow(
    "@TrackConverge('Placed Order') on the class OrdersController has no effect: it goes on a method that " +
      'handles requests.',
  );
});

it('a mapper that cannot be resolved ends the start', async () => {
  @Injectable()
  class OrderMapper {
    constructor(@Inject('ORDERS') readonly orders: unknown) {}
    map() {
      return orderParts().properties;
    }
  }
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Order', { properties: OrderMapper })
    create() {
      return orderParts();
    }
  }
  await expect(startWith(OrdersController)).rejects.toThrow(
    /on OrdersController#create: the properties mapper OrderMapper cannot be created by Nest; add it to the providers/,
  );
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
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Order')
    create() {
      return orderParts();
    }
  }
  const module = await Test.createTestingModule({ controllers: [OrdersController] })
    .compile()
    .then((compiled) => compiled.createNestApplication().init())
    .then(String, (error: Error) => error.message);
  expect(module).toMatch(
    /@TrackConverge is used, but ConvergeModule is missing: add ConvergeModule\.forRoot.* In a unit test, add ConvergeTestingModule\.forRoot\(\) of 'nestjs-converge\/testing'/,
  );
});
