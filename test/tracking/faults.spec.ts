import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Injectable, Inject, Post, Scope } from '@nestjs/common';
import {
  TrackConverge,
  type ConvergeModuleOptions,
  type PlacedOrderDto,
  type TrackOptions,
} from '../../lib/index.js';
import { orderParts, signUpEvent } from '../utils/events.js';
import { inProduction } from '../utils/in-production.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const SECRET = 'jane.secret@example.com';
const right = orderParts();
type Options = TrackOptions<any, 'Placed Order'>;

@Injectable()
class NeedsWhatIsNotThere {
  constructor(@Inject('NOWHERE') readonly nowhere: unknown) {}
  map() {
    return right.properties;
  }
}

/** A shop with one handler that returns `result` and tracks it with `options`. */
function shopOf(result: unknown, options: Options = {}) {
  @Controller()
  class OrdersController {
    @Post()
    @TrackConverge('Placed Order', options)
    create(): any {
      return result;
    }
  }
  return OrdersController;
}

describe.each(PLATFORMS)('what goes wrong while tracking on %s', (platform) => {
  const { shop, start } = useShop({ platform });

  inProduction();

  afterEach(() => expect(shop.logger?.text ?? '').not.toContain(SECRET));

  async function call(result: unknown, options?: Options, moduleOptions?: ConvergeModuleOptions) {
    await start(moduleOptions, { controllers: [shopOf(result, options)] });
    const answer = await shop.request('POST', '/');
    expect(answer.status).toBe(201);
    return answer.body;
  }

  const errorsSoFar = () =>
    shop.logger.entries.filter(({ level, context }) => level === 'error' && context === 'Converge');
  const errors = async (count = 1) => {
    await eventually(`${count} errors are logged`, () => errorsSoFar().length >= count);
    return errorsSoFar();
  };

  it.each(['when', 'properties', 'profileProperties', 'aliases', 'eventId', 'timestamp'] as const)(
    'a %s mapper that throws is logged with its handler and stack, and counted',
    async (mapper) => {
      const fail = () => {
        throw new RangeError(`no such customer: ${SECRET}`);
      };
      const body = await call(right, { [mapper]: fail });
      expect(JSON.parse(body)).toEqual(right);
      const [error] = await errors();
      expect(error!.message).toBe(
        `OrdersController#create, "Placed Order": the event was not tracked: its ${mapper} mapper failed`,
      );
      expect(error!.stack).toMatch(/^RangeError\n\s+at .*faults\.spec/);
      expect((await shop.counters()).mapperFailed).toBe(1);
      expect(shop.sandbox.requests()).toEqual([]);
    },
  );

  it('a mapper that rejects with something that is no error', async () => {
    await call(right, { aliases: () => Promise.reject(SECRET) });
    expect((await errors())[0]!.stack).toBe('a thrown string');
  });

  it('a slow mapper does not hold the response, and its event still arrives', async () => {
    let finish: (value: PlacedOrderDto) => void = () => undefined;
    const slow = new Promise<PlacedOrderDto>((resolve) => (finish = resolve));
    const body = await call(right, { properties: () => slow }, { outbox: { commitTimeoutMs: 5 } });
    expect(JSON.parse(body)).toEqual(right);
    expect(shop.sandbox.requests()).toEqual([]);
    finish(orderParts('late').properties);
    expect((await shop.sandbox.waitForEvents(1))[0]!.event.event_id).toBe('late');
    expect((await shop.counters()).commitTimedOut).toBe(1);
    expect(shop.logger.said('warn').join()).toContain(
      'the response waited longer than outbox.commitTimeoutMs',
    );
    expect(errorsSoFar()).toEqual([]);
  });

  it.each([
    [5, 1],
    [2_000, 0],
  ])(
    'a mapper that stops the event loop for longer than %i ms is counted, too: %i',
    async (commitTimeoutMs, count) => {
      const properties = () => {
        const until = performance.now() + 30;
        while (performance.now() < until);
        return right.properties;
      };
      await call(right, { properties }, { outbox: { commitTimeoutMs } });
      expect((await shop.counters()).commitTimedOut).toBe(count);
    },
  );

  it('a slow mapper is awaited at shutdown', async () => {
    const { properties } = orderParts('at the end');
    const slow = () => new Promise<any>((resolve) => setTimeout(resolve, 200, properties));
    await call(right, { properties: slow }, { outbox: { commitTimeoutMs: 1 } });
    await shop.app.close();
    expect(shop.sandbox.events().map(({ event }) => event.event_id)).toEqual(['at the end']);
  });

  it.each([
    ['properties', 42, 'properties (isJsonObject): received a number'],
    [
      'profileProperties',
      SECRET,
      `profile_properties (isJsonObject): received a string of length ${SECRET.length}`,
    ],
    ['aliases', SECRET, `aliases (isArray): received a string of length ${SECRET.length}`],
    ['eventId', undefined, 'event_id (isNonEmptyString): received nothing'],
    ['timestamp', 'yesterday', 'timestamp (isEventTime): received a string of length 9'],
  ])('%s mapped to %p is a violation, kept as a dead letter', async (mapper, value, line) => {
    const body = await call(right, { [mapper]: () => value });
    expect(JSON.parse(body)).toEqual(right);
    const [error] = await errors();
    expect(error!.message).toContain(`OrdersController#create, "Placed Order": `);
    expect(error!.message).toContain(`\n  - ${line}; `);
    expect(error!.message.match(/\n/g)).toHaveLength(1);
    await eventually('it is a dead letter', async () => (await shop.converge.stats()).dead === 1);
    const [letter] = await shop.converge.deadLetters();
    expect(letter).toMatchObject({ origin: 'OrdersController#create', eventName: 'Placed Order' });
    expect(letter!.reason).toContain(line);
    expect((await shop.counters()).invalidEvent).toBe(1);
    expect(shop.sandbox.requests()).toEqual([]);
  });

  it.each([undefined, null, 'text', 7, true, []])(
    'the default mappers find nothing in the result %p, and say so',
    async (result) => {
      await call(result);
      const [error] = await errors();
      const isNothing = result === undefined || result === null;
      const why = (part: string) =>
        isNothing ? `the handler returned ${result}` : `the handler's result has no "${part}"`;
      for (const [part, rule] of [
        ['properties', 'isJsonObject'],
        ['aliases', 'isArray'],
      ] as const) {
        expect(error!.message).toContain(
          `${part} (${rule}): received nothing; no ${part} mapper was given, and ${why(part)}: ` +
            `return them as "${part}", or give such a mapper`,
        );
      }
      expect(error!.message).not.toContain('profile_properties');
      expect(await shop.counters()).toMatchObject({ invalidEvent: 1, unexpected: 0 });
    },
  );

  it('a mapper that Nest cannot create ends the start', async () => {
    await expect(call(right, { properties: NeedsWhatIsNotThere })).rejects.toThrow(
      /^@TrackConverge\('Placed Order'\) on OrdersController#create: the properties mapper NeedsWhatIsNotThere cannot be created by Nest; add it to the providers of its module, or make its dependencies available there: Nest can't resolve/,
    );
  });

  it('a request-scoped mapper that is not registered ends the start, or one that needs such a one', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {
      map() {
        return right.properties;
      }
    }
    @Injectable()
    class NeedsScoped extends Scoped {
      constructor(readonly scoped: Scoped) {
        super();
      }
    }
    for (const properties of [Scoped, NeedsScoped]) {
      await expect(call(right, { properties })).rejects.toThrow(
        `the properties mapper ${properties.name} cannot be created by Nest; add it to the providers`,
      );
    }
  });

  it('a mapper whose constructor fails ends the start, without its message', async () => {
    class NeedsDatabase {
      constructor() {
        throw new RangeError(SECRET);
      }
      map() {
        return right.properties;
      }
    }
    await expect(call(right, { properties: NeedsDatabase })).rejects.toThrow(
      /the properties mapper NeedsDatabase cannot be created: its constructor failed\.?$/,
    );
  });

  it('a full outbox refuses the event, and the handler does not notice', async () => {
    const controllers = [shopOf(right)];
    await start({ outbox: { maxEvents: 1 }, shutdownTimeoutMs: 1 }, { controllers });
    shop.sandbox.simulateFault('hang');
    for (let n = 0; n < 4; n++) {
      const { body } = await shop.request('POST', '/');
      expect(JSON.parse(body)).toEqual(right);
    }
    expect((await errors())[0]!.message).toContain('outbox.maxEvents');
    expect((await shop.counters()).dropped).toBe(3);
  });

  it('when disabled, maps and checks and sends nothing', async () => {
    await call(right, {}, { enabled: false });
    await shop.converge.track(signUpEvent('1'));
    await eventually('it is noted', async () => (await shop.counters()).disabled === 2);
    expect(shop.logger.said('debug')).toContain(
      'OrdersController#create, "Placed Order": valid, but not sent: "enabled" is false',
    );
    await shop.app.close();
    await call({ ...right, aliases: [] }, {}, { enabled: false });
    expect((await errors())[0]!.message).toContain('aliases (arrayMinSize)');
    expect(shop.sandbox.requests()).toEqual([]);
  });
});
