import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  ConsoleLogger,
  type ConsoleLoggerOptions,
  Controller,
  Logger,
  type LoggerService,
  type LogLevel,
  Param,
  Post,
} from '@nestjs/common';
import { Logger as PinoLogger, LoggerModule } from 'nestjs-pino';
import { ConvergeService, TrackConverge } from '../../lib/index.js';
import { nestLog } from '../../lib/nest/nest-log.js';
import { orderParts } from '../utils/events.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const FIELDS = { kind: 'dropped', count: 3 };
const STACK = 'RangeError (EIO)\n    at map (/app/mapper.js:1:2)';

@Controller()
class OrdersController {
  private readonly logger = new Logger('Orders');

  constructor(private readonly converge: ConvergeService) {}

  @Post('orders/:id')
  @TrackConverge('Placed Order')
  create(@Param('id') id: string) {
    return { ...orderParts(id), aliases: [`urn:order:${id}`] };
  }

  @Post('invalid')
  @TrackConverge('Placed Order', { aliases: () => [] })
  invalid() {
    return orderParts();
  }

  @Post('failing')
  @TrackConverge('Placed Order', { properties: (order: any) => order.customer.email })
  failing() {
    this.logger.log('in the handler');
    return {};
  }

  @Post('erase/:id')
  erase(@Param('id') id: string) {
    return this.converge.erase(`urn:order:${id}`);
  }
}

const lines: any[] = [];
/** One for all, because nestjs-pino keeps the first one of a process. */
const stream = new Writable({
  write: (chunk, _encoding, done) => {
    for (const line of String(chunk).trim().split('\n')) lines.push(JSON.parse(line));
    done();
  },
});

const pinoHttp = { stream, level: 'debug', autoLogging: false };

describe.each(PLATFORMS)('with nestjs-pino on %s', (platform) => {
  const { shop, start: startWith } = useShop({
    platform,
    imports: [LoggerModule.forRoot({ pinoHttp })],
    controllers: [OrdersController],
    prepare: (app) => app.useLogger(app.get(PinoLogger)),
  });
  const start = async (maxEvents = 100) => {
    lines.length = 0;
    await startWith({ outbox: { path: 'memory', maxEvents }, delivery: { concurrency: 1 } });
  };
  const post = (path: string) => shop.request('POST', `/${path}`);
  const ofKind = (kind: string) => lines.filter(({ converge }) => converge?.kind === kind);

  it('a line has its text, its fields and its stack, and the request that it is about', async () => {
    await start();
    await post('failing');
    await eventually('it is logged', () => ofKind('mapperFailed').length > 0);
    const [line, ...others] = ofKind('mapperFailed');
    const text = 'its properties mapper failed: Cannot read properties of undefined ';
    expect(line).toMatchObject({
      level: 50,
      context: 'Converge',
      msg: expect.stringContaining(text),
      err: { type: 'TypeError', stack: expect.stringMatching(/^TypeError\n\s+at /) },
    });
    expect(line.converge).toEqual({
      kind: 'mapperFailed',
      handler: 'OrdersController#failing',
      eventName: 'Placed Order',
      mapper: 'properties',
      fault: 'threw',
    });
    const own = lines.find(({ context }) => context === 'Orders');
    expect([line.req, others]).toEqual([own.req, []]);
    expect(line).not.toHaveProperty('message');
  });

  it('a line of the outbox has no request', async () => {
    await start(1);
    shop.sandbox.simulateFault('hang');
    await post('invalid');
    await post('orders/a');
    await eventually('it is logged', () => ofKind('deadLettersEvicted').length > 0);
    const [line, ...others] = ofKind('deadLettersEvicted');
    expect(line.converge).toEqual({ kind: 'deadLettersEvicted', count: 1, path: 'memory' });
    expect(others).toEqual([]);
    expect(line).not.toHaveProperty('req');
  });

  it('a line of the delivery has no request, also after one has erased events', async () => {
    await start();
    shop.sandbox.simulateFault({ delayMs: 300 }, 1);
    for (const id of ['a', 'b']) await post(`orders/${id}`);
    expect(await post('erase/b')).toMatchObject({ status: 201, body: '1' });
    await eventually('the other one is delivered', () => ofKind('delivered').length === 1);
    await post('orders/c');
    await eventually('the next one is delivered', () => ofKind('delivered').length === 2);
    for (const line of ofKind('delivered')) expect(line).not.toHaveProperty('req');
  });
});

describe('on the console', () => {
  let written: string;

  beforeEach(() => {
    written = '';
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        written += String(text);
        return true;
      });
    }
  });

  afterEach(() => {
    jest.restoreAllMocks();
    Logger.overrideLogger(false);
  });

  const log = (options: ConsoleLoggerOptions) => {
    Logger.overrideLogger(new ConsoleLogger(options));
    nestLog().write('warn', 'the text', FIELDS);
    nestLog().write('error', 'the error', FIELDS, STACK);
    return written;
  };

  it('a line is the text alone, with its stack', () => {
    log({ colors: false });
    expect(written).toMatch(/WARN \[Converge\] the text\n/);
    expect(written).toMatch(/ERROR \[Converge\] the error\n/);
    expect(written).toContain(`\n${STACK}\n`);
    expect(written).not.toContain('dropped');
  });

  it('a line of JSON has a text, and its fields', () => {
    const written = log({ json: true }).trim().split('\n');
    const [warning, error] = written.map((line) => JSON.parse(line));
    const params = { converge: FIELDS };
    expect(warning).toMatchObject({ message: 'the text', context: 'Converge', params });
    expect(error).toMatchObject({ message: 'the error', stack: STACK, params });
  });
});

describe('with a logger of the application', () => {
  afterEach(() => Logger.overrideLogger(false));

  it.each<[string, (message: any, ...rest: unknown[]) => unknown[], unknown[]]>([
    [
      'that prints what it gets, a line is its text',
      (message) => [`${message} ${JSON.stringify({ message })}`],
      [`the text\n${STACK} ${JSON.stringify({ message: `the text\n${STACK}` })}`],
    ],
    [
      'that takes strings only, a line is not lost',
      (message, ...rest) => [message.trim(), ...rest],
      ['the text', STACK, 'Converge'],
    ],
    [
      'like winston, a line has the text as its message, and the fields besides',
      ({ message, ...meta }, ...rest) => [message, meta.converge, rest.at(-1)],
      ['the text', FIELDS, 'Converge'],
    ],
  ])('%s', (_what, show, expected) => {
    const printed: unknown[] = [];
    const print = (...given: [unknown]) => void printed.push(...show(...given));
    Logger.overrideLogger({ log: print, warn: print, error: print });
    nestLog().write('error', 'the text', FIELDS, STACK);
    expect(printed).toEqual(expected);
  });
});

describe('whether debug lines are written', () => {
  const initial = Logger['staticInstanceRef'];
  const own = { log: () => {}, warn: () => {}, error: () => {} };

  beforeEach(() => {
    // As in Nest 11, which knows only the levels that were set for all loggers.
    jest.spyOn(Logger, 'isLevelEnabled').mockImplementation((level) => {
      return Logger['logLevels']?.includes(level) ?? false;
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    Logger['logLevels'] = undefined;
    Logger.overrideLogger(false);
  });

  it.each<[string, LoggerService | LogLevel[] | false, boolean]>([
    ["Nest's console logger without levels", new ConsoleLogger(), true],
    ['a console logger with other levels', new ConsoleLogger({ logLevels: ['warn'] }), false],
    ['a logger of the application', { ...own, debug: () => {} }, true],
    ['a logger of the application that has no debug', own, false],
    ['no logger', false, false],
  ])('with %s', (_name, logger, isEnabled) => {
    Logger.overrideLogger(logger);
    expect(nestLog().isDebugEnabled()).toBe(isEnabled);
  });

  it.each<[LogLevel[], boolean]>([
    [['log', 'debug'], true],
    [['warn'], false],
  ])('with the levels %j, for either logger', (levels, isEnabled) => {
    for (const logger of [initial, { ...own, debug: () => {} }]) {
      Logger.overrideLogger(logger as LoggerService);
      Logger.overrideLogger(levels);
      expect(nestLog().isDebugEnabled()).toBe(isEnabled);
    }
  });
});
