import { expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import { TrackConverge, type TrackOptions } from '../../lib/index.js';
import { orderEvent } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const { shop, start } = useShop({});
const errors = async () => {
  await eventually('it is logged', () => shop.logger.said('error').length > 0);
  return shop.logger.said('error');
};

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
  await shop.request('POST', '/');
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
  const { stack } = shop.logger.entries.find(({ level }) => level === 'error')!;
  expect(stack).toMatch(/^TypeError\n\s+at .*mistakes\.spec/);
});

it('a full outbox says how many events it refused', async () => {
  await start({ outbox: { path: 'memory', maxEvents: 1 }, shutdownTimeoutMs: 1 });
  shop.sandbox.simulateFault('hang');
  await shop.converge.track(orderEvent());
  for (let n = 0; n < 143; n++) await shop.converge.track(orderEvent()).catch(() => undefined);
  await shop.app.close();
  const full = 'the outbox is full \\(outbox\\.maxEvents\\)\\. Find out why Converge does not take';
  expect(shop.logger.said('error').slice(0, 2)).toEqual([
    expect.stringMatching(`the event was NOT kept: ${full}`),
    expect.stringMatching(
      `the event was NOT kept: ${full}.* \\(142 more times since \\d\\d:\\d\\d\\)$`,
    ),
  ]);
});
