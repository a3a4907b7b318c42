import { stripVTControlCharacters } from 'node:util';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  Injectable,
  Module,
  Post,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConvergeModule, ConvergeService, TrackConverge } from '../../lib/index.js';
import { convergeMatchers, ConvergeTesting, ConvergeTestingModule } from 'nestjs-converge/testing';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { orderEvent, orderParts, signUpEvent } from '../utils/events.js';
import { send } from '../utils/test-app.js';

/** A file that no test may create. */
const NOWHERE = join(tmpdir(), `converge-${randomUUID()}`, 'outbox');

expect.extend(convergeMatchers);
const matchers = (value: unknown) => expect(value) as any;

@Injectable()
class Renewals {
  constructor(private readonly converge: ConvergeService) {}

  renew(id: string) {
    return this.converge.track(signUpEvent(id));
  }
}

@Controller('orders')
class OrdersController {
  @Post()
  @TrackConverge('Placed Order')
  create(@Body() body?: { id: string }) {
    return orderParts(body?.id ?? '');
  }
}

@Module({
  imports: [
    ConvergeModule.forRoot('secret', {
      outbox: NOWHERE,
      mappers: { eventId: ({ properties }) => properties.id && `mapped-${properties.id}` },
    }),
  ],
  controllers: [OrdersController],
  providers: [Renewals],
})
class AppModule {}

describe('ConvergeTestingModule', () => {
  let module: TestingModule;
  let converge: ConvergeTesting;

  const override = (...imports: (Type | DynamicModule)[]) =>
    Test.createTestingModule({ imports })
      .overrideModule(ConvergeModule)
      .useModule(ConvergeTestingModule)
      .compile();
  beforeEach(async () => {
    module = await override(AppModule);
    converge = module.get(ConvergeTesting);
  });
  afterEach(() => module.close());
  /** The application is closed with its module. */
  const order = async (body?: object) => {
    const app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    return send(`${await app.getUrl()}/orders`, 'POST', body);
  };

  it('keeps what a request has tracked, before its response arrives', async () => {
    expect((await order({ id: '7' })).status).toBe(201);
    expect(converge.recorded()).toHaveLength(1);
    expect(converge.lastEvent('Placed Order')!.properties.total_price).toBe(42.5);
    // By the application's own options.
    const expected = { event_id: 'mapped-7', properties: { id: '7' } };
    matchers(converge).toHaveTracked('Placed Order', expected);
    matchers(converge.lastEvent('Placed Order')).toBeValidConvergeEvent();
  });

  it('keeps what a service has tracked, by name, until it is cleared', async () => {
    const renewals = module.get(Renewals);
    await renewals.renew('1');
    await renewals.renew('2');
    await module.get(ConvergeService).track(orderEvent());
    await converge.settled();
    expect(converge.recorded('Signed Up').map(({ event_id }) => event_id)).toEqual(['1', '2']);
    expect(converge.lastEvent('Signed Up')!.event_id).toBe('2');
    converge.clear();
    expect(converge.recorded()).toEqual([]);
  });

  it('lists what Converge would refuse, with the reason', async () => {
    const wrong = orderEvent({ aliases: [] });
    await expect(module.get(ConvergeService).track(wrong)).rejects.toThrow('aliases');
    expect(converge.recorded()).toEqual([]);
    await order();
    expect(converge.invalid()).toEqual([
      { event: expect.anything(), reason: expect.stringContaining('event_id') },
    ]);
  });

  it('creates no file, also over the settings of forRootAsync', async () => {
    const useFactory = () => ({ token: 'secret', outbox: NOWHERE });
    const other = await override(ConvergeModule.forRootAsync({ useFactory }));
    await other.get(ConvergeService).track(orderEvent());
    expect(other.get(ConvergeTesting).recorded()).toHaveLength(1);
    expect(existsSync(NOWHERE)).toBe(false);
    await other.close();
  });

  it('stands beside controllers under test, with options of its own', async () => {
    const imports = [ConvergeTestingModule.forRoot({ enabled: true, validation: 'strict' })];
    const alone = await Test.createTestingModule({ imports, providers: [Renewals] }).compile();
    await alone.get(Renewals).renew('3');
    expect(alone.get(ConvergeTesting).lastEvent('Signed Up')!.event_id).toBe('3');
    await alone.close();
  });

  it('is named by the error of a controller that is compiled without any module', async () => {
    const compiled = Test.createTestingModule({ controllers: [OrdersController] }).compile();
    const alone = compiled.then((module) => module.createNestApplication().init());
    await expect(alone).rejects.toThrow(
      /@TrackConverge is used, but ConvergeModule is missing: add ConvergeModule\.forRoot.* In a unit test, add ConvergeTestingModule\.forRoot\(\) of 'nestjs-converge\/testing'/,
    );
  });
});

describe('the matchers', () => {
  const testing = new ConvergeTesting();
  const options = resolveOptions({ token: 'testing', outbox: 'memory' });
  const { outbox } = testing.createEngine(options);
  const record = (event: object, reason?: string) =>
    outbox.put({
      eventName: '',
      origin: '',
      recordedAt: 0,
      body: JSON.stringify(event),
      dead: reason === undefined ? undefined : { reason, undeliverable: true },
    });
  const failure = (check: () => void) => {
    try {
      check();
    } catch (error) {
      // Without the colours of a terminal.
      return stripVTControlCharacters((error as Error).message);
    }
    throw new Error('the matcher has passed');
  };

  beforeEach(() => testing.clear());

  it('toHaveTracked compares what is expected, and nothing else', () => {
    void record(orderEvent());
    const total = expect.any(Number);
    matchers(testing).toHaveTracked('Placed Order');
    matchers(testing).toHaveTracked('Placed Order', { properties: { total_price: total } });
    matchers(testing).not.toHaveTracked('Placed Order', { event_id: 'other' });
    matchers(testing).not.toHaveTracked('Signed Up');
  });

  it('toHaveTracked shows the difference', () => {
    void record(orderEvent());
    const other = { properties: { id: '8', currency: 'EUR' } };
    const text = failure(() => matchers(testing).toHaveTracked('Placed Order', other));
    expect(text).toContain('The "Placed Order" differs:');
    expect(text).toContain('-     "id": "8",');
    expect(text).toContain('+     "id": "order-1",');
    expect(text).not.toContain('total_price');
  });

  it('toHaveTracked says what was tracked instead', () => {
    const text = () => failure(() => matchers(testing).toHaveTracked('Placed Order'));
    expect(text()).toBe('No "Placed Order" was tracked.\nNothing was.');
    void record(signUpEvent('1'));
    void record(orderEvent(), 'aliases (isAliases): received nothing');
    expect(text()).toBe(
      'No "Placed Order" was tracked.\nTracked: "Signed Up".\nInvalid: aliases (isAliases): received nothing',
    );
    expect(failure(() => matchers(testing).not.toHaveTracked('Signed Up'))).toContain('1 time(s)');
  });

  it('toBeValidConvergeEvent lists the violations', () => {
    matchers(orderEvent()).toBeValidConvergeEvent();
    const invalid = orderEvent({ event_id: '', aliases: [] });
    const text = failure(() => matchers(invalid).toBeValidConvergeEvent());
    expect(text).toContain('The event has 2 violation(s):');
    expect(text).toContain('  aliases (');
    matchers(orderEvent({ properties: { id: 1 } })).not.toBeValidConvergeEvent();
    matchers(undefined).not.toBeValidConvergeEvent();
  });
});
