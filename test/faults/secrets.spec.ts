import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Headers, Param, Post } from '@nestjs/common';
import { IsInt, Matches } from 'class-validator';
import * as v from 'valibot';
import { z } from 'zod';
import {
  aliases,
  ConvergeContext,
  ConvergeModule,
  ConvergeService,
  TrackConverge,
  type ConvergeEvent,
  type ConvergeModuleOptions,
  type EventSchema,
  type ReportKind,
} from '../../lib/index.js';
import type { SandboxFault } from '../../sandbox/server/index.js';
import { orderEvent, orderParts, signUpEvent } from '../utils/events.js';
import { inProduction } from '../utils/in-production.js';
import { failure } from '../utils/local-servers.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually, startApp, type TestApp } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { FAULTS } from './support/faults.js';

/** In every value that is secret or personal. */
const MARK = 'm4rk3d';
const TOKEN = `${MARK}-token`;
const PAGE = 4_096;
/** A key that holds what no programmer wrote. */
const MARK_KEY = `${MARK}@example.com`;

const ORDER = {
  event_id: `${MARK}-id`,
  // Wrong in some ways, right in others: violations of the spec are reported.
  properties: {
    ...orderParts().properties,
    id: `${MARK}-id`,
    note: MARK,
    currency: MARK,
    items: [{ name: MARK, price: MARK as never }],
    $state: `1 ${MARK} Street`,
    $phone_number: MARK,
  },
  profile_properties: { $email: `${MARK}@example.com`, $first_name: MARK },
  aliases: [`urn:email:${MARK}@example.com`],
};

class MarkedError extends Error {
  override name = MARK;
  code = MARK;
  constructor() {
    super(MARK, { cause: new Error(MARK) });
  }
}
function fail(): never {
  throw new MarkedError();
}

@Controller('orders')
class OrdersController {
  constructor(private readonly context: ConvergeContext) {}

  @Post('right')
  @TrackConverge('Placed Order')
  right() {
    return ORDER;
  }

  @Post('by-key')
  @TrackConverge('Placed Order', { eventId: undefined })
  byKey(@Headers('idempotency-key') _key: string) {
    return { ...ORDER, event_id: undefined, properties: { note: MARK } };
  }

  @Post('mapper/throws')
  @TrackConverge('Placed Order', { properties: fail })
  mapperThrows() {
    return ORDER;
  }

  @Post('mapper/rejects')
  @TrackConverge('Placed Order', { aliases: async () => Promise.reject(MARK) })
  mapperRejects() {
    return ORDER;
  }

  @Post('mapper/hangs')
  @TrackConverge('Placed Order', { properties: () => new Promise(() => undefined) })
  mapperHangs() {
    return ORDER;
  }

  @Post('wrong/:how')
  @TrackConverge('Placed Order')
  wrong(@Param('how') how: string) {
    return { ...ORDER, ...WRONG[how] };
  }

  @Post('aliases')
  @TrackConverge('Placed Order', {
    aliases: () => aliases().email(MARK).customerId('guest').custom('card', MARK).userId(NaN),
  })
  aliases() {
    return ORDER;
  }

  @Post('context')
  @TrackConverge('Placed Order')
  added() {
    this.context.addProperties({ [MARK_KEY]: NaN, added: MARK });
    this.context.addAliases(aliases().email(MARK).cartToken(MARK));
    return ORDER;
  }

  @Post('untracked')
  untracked() {
    this.context.addProfileProperties({ [MARK_KEY]: MARK });
  }

  @Post('twice')
  @TrackConverge('Placed Order')
  @TrackConverge('Started Subscription')
  twice() {
    return ORDER;
  }
}

const WRONG: Record<string, object> = {
  aliases: { aliases: [[MARK], { [MARK_KEY]: MARK }, 5, ''] },
  // What JSON cannot carry shows up before the event is recorded.
  price: { properties: { ...ORDER.properties, total_price: NaN, map: new Map([[MARK, MARK]]) } },
  profile: { profile_properties: { $email: new Set([MARK]) } },
  id: { event_id: MARK.repeat(1_000), aliases: [] },
};

/** Each field of an order, with something that it cannot be. */
function wrongOrder(wrong: unknown) {
  const more = 'total_discount coupon $sales_channel_type $city $country_code $zip_code'.split(' ');
  const names = [...Object.keys(ORDER.properties), ...more, MARK_KEY];
  const fields = Object.fromEntries(names.map((name) => [name, wrong]));
  for (const name of ['total_price', '$is_new_customer', '$email']) delete fields[name];
  Object.assign(fields, { totalPrice: wrong, $isNewCustomer: wrong, email: wrong });
  return {
    ...ORDER,
    properties: { ...fields, items: [fields, wrong] },
    profile_properties: fields,
  };
}

class BookedFittingDto {
  @IsInt({ message: 'not $value, in $property of $target' })
  minutes!: number;

  @Matches(/^\d+$/)
  fitting_id!: string;
}

const OWN_SCHEMAS: Record<string, EventSchema> = {
  'a class': BookedFittingDto,
  zod: z.strictObject({
    minutes: z.number({ error: ({ input }) => `${input} is no number` }),
    fitting_id: z.string().regex(/^\d+$/, { error: ({ input }) => `bad: ${input}` }),
    people: z.record(z.string().regex(/^\w+$/), z.number()),
  }),
  valibot: v.strictObject({
    minutes: v.number(),
    fitting_id: v.pipe(v.string(), v.email()),
    people: v.record(v.pipe(v.string(), v.email()), v.number()),
  }),
  'a schema that repeats everything': {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => ({
        issues: [
          { message: `wrong: ${JSON.stringify(value)}` },
          { message: `wrong: ${MARK}`, path: ['people', MARK_KEY] },
          { message: 'wrong', path: [{ key: MARK_KEY }, `${MARK} `] },
        ],
      }),
    },
  },
  'a schema that throws': { '~standard': { version: 1, vendor: 'test', validate: fail } },
};

const folder = useTemporaryFolder();
const sandbox = useSandbox({ token: TOKEN });
let shop: TestApp | undefined;
/** All that the library said, in whatever way. */
let said: string[];

inProduction();

beforeEach(() => {
  said = [];
});
afterEach(() => close());

const OPTIONS = {
  delivery: { retry: { baseDelayMs: 10, maxDelayMs: 50 }, timeoutMs: 300 },
  shutdownTimeoutMs: 50,
};

async function open(options: ConvergeModuleOptions = {}): Promise<ConvergeService> {
  shop = await startApp({
    imports: [
      ConvergeModule.forRoot({
        token: TOKEN,
        endpoint: sandbox.endpoint,
        outbox: join(folder.path, 'outbox'),
        hooks: { onDelivered: fail, onDeadLetter: fail, onDropped: async () => fail() },
        ...OPTIONS,
        ...options,
      }),
    ],
    controllers: [OrdersController],
  });
  return shop.app.get(ConvergeService);
}

async function close(): Promise<void> {
  if (shop === undefined) return;
  const { app, logger } = shop;
  shop = undefined;
  const converge = app.get(ConvergeService);
  const stats = await converge.stats();
  await app.close();
  said.push(inspect(stats, { depth: 9 }), JSON.stringify(logger.entries));
}

const post = (path: string) =>
  shop!.request('POST', `/orders/${path}`, {}, { 'Idempotency-Key': `${MARK}-key` });

/** Ends the shop, and looks for the mark in all that was said; the token is nowhere on the disk either. */
async function expectNothingSaid(...mustBeSaid: Array<string | RegExp>): Promise<void> {
  await close();
  const all = said.join('\n');
  for (const needed of mustBeSaid) expect(all).toMatch(needed);
  expect(all).not.toContain(MARK);
  const files = readdirSync(folder.path);
  for (const file of files) {
    expect({ file, isOutbox: file.startsWith('outbox') }).toEqual({ file, isOutbox: true });
    expect(readFileSync(join(folder.path, file)).includes(TOKEN)).toBe(false);
  }
}

/** The error that the library threw, in all its forms. */
async function errorOf(work: () => Promise<unknown>): Promise<void> {
  const error = await failure(work());
  expect(error).toBeInstanceOf(Error);
  const { message, stack } = error as unknown as Error;
  said.push(message, stack!, JSON.stringify(error), inspect(error, { depth: 9 }));
}

describe('nothing that is said about what is sent, kept back or fixed holds a value', () => {
  const counted = async (converge: ConvergeService, kind: ReportKind) =>
    eventually(kind, async () => (await converge.stats()).counters[kind] > 0);

  it.each<[string, unknown]>([
    ['a text', MARK],
    ['an object', { [MARK_KEY]: MARK }],
    ['a list', [MARK, [MARK]]],
    ['true', true],
  ])('when every field is %s', async (_what, wrong) => {
    for (const validation of ['warn', 'strict'] as const) {
      const converge = await open({ validation, mirrorContactFields: true });
      const tracking = () => converge.track({ ...marked(1), ...(wrongOrder(wrong) as object) });
      if (validation === 'strict') await errorOf(tracking);
      else await tracking();
      WRONG['fields'] = wrongOrder(wrong);
      await post('wrong/fields');
      await counted(converge, validation === 'strict' ? 'invalidEvent' : 'specViolation');
      await close();
    }
    // Of an object in every field, the misspelt ones are among those that are only counted.
    const last = typeof wrong === 'object' && !Array.isArray(wrong) ? 'andMore' : 'isSpecName';
    await expectNothingSaid('isCurrency', 'isPhoneNumber', last, 'event spec and was not');
  });

  it('when aliases are placeholders, shared or left out', async () => {
    const converge = await open({ placeholderAliases: [`${MARK}-POS`] });
    const wrong = [`urn:user_id:${MARK}-pos`, 'urn:email:', `urn:card:${MARK}`, MARK, 5, [MARK]];
    for (let n = 0; n < 6; n++) {
      const $email = `${MARK}-${n}@example.com`;
      const properties = { ...ORDER.properties, $email, $is_new_customer: true };
      const given = [...wrong, `urn:email:${$email}`];
      await converge.track({ ...marked(n), properties, aliases: given } as never);
      await converge.track({ ...marked(n + 10), properties, aliases: given } as never);
    }
    await converge.track({ ...signUpEvent(`${MARK}-1`), aliases: aliases().email(MARK_KEY) });
    await post('aliases');
    await expectNothingSaid(
      'received a placeholder value',
      'isUrn',
      'seen with more than 3 different emails',
      'whose earlier order was also its first',
      'the id of an event',
      /left out: email .invalid/,
      /left out: customer_id .placeholder/,
    );
  });

  it.each(Object.keys(OWN_SCHEMAS))('when an own event is checked by %s', async (kind) => {
    const event = {
      event_name: 'Booked Fitting',
      event_id: MARK,
      properties: {
        minutes: MARK,
        fitting_id: MARK_KEY,
        people: { [MARK_KEY]: MARK, [`${MARK} Street`]: { [MARK_KEY]: MARK } },
        [MARK_KEY]: MARK,
        [`${MARK} ${MARK}`]: [MARK],
      },
      profile_properties: {},
      aliases: ORDER.aliases,
    };
    for (const validation of ['warn', 'strict'] as const) {
      const converge = await open({ validation, events: { 'Booked Fitting': OWN_SCHEMAS[kind]! } });
      const tracking = () => converge.track(event as never);
      if (validation === 'strict') await errorOf(tracking);
      else await tracking();
      await close();
    }
    await expectNothingSaid('properties', 'The event is sent', 'event spec and was not sent');
  });

  it.each<[string, ConvergeModuleOptions, string | RegExp]>([
    ['consent throws', { consent: fail }, /the option .+consent.+ failed/],
    ['consent rejects', { consent: async () => fail() }, /the option .+consent.+ failed/],
    ['consent answers', { consent: () => MARK as never }, /consent.+ returned an invalid value/],
    ['consent drops', { consent: () => 'drop' }, 'consent returned drop'],
    ['beforeSend throws', { beforeSend: [fail] }, /the option .+beforeSend.+ failed/],
    [
      'beforeSend answers',
      { beforeSend: () => MARK as never },
      /beforeSend.+ returned an invalid value/,
    ],
    ['beforeSend drops', { beforeSend: () => null }, 'beforeSend returned null'],
    [
      'beforeSend gives what is wrong',
      { beforeSend: (event) => ({ ...event, eventId: MARK, properties: { [MARK_KEY]: NaN } }) },
      'isDocumentedKey',
    ],
  ])('when %s', async (_what, options, message) => {
    await open(options);
    expect((await post('right')).status).toBe(201);
    await eventually('it is said', () => shop!.logger.text.search(message) >= 0);
    await expectNothingSaid(message);
  });

  it('when a service adds to an event, or where there is none', async () => {
    const converge = await open();
    await post('context');
    await post('untracked');
    await counted(converge, 'invalidEvent');
    await expectNothingSaid(
      'isFiniteNumber',
      'ConvergeContext was used where no event is tracked',
      /left out: email .invalid/,
    );
  });

  it('when the request says who it is', async () => {
    const requestContext = { cookieAlias: true, urlAlias: true, ip: true, userAgent: true };
    const converge = await open({ requestContext, validation: 'strict' });
    const headers = {
      Cookie: `__cvg_uid=${MARK}-visitor; __cvg_sid=${MARK}`,
      'User-Agent': MARK,
      'X-Forwarded-For': MARK,
    };
    await shop!.request('POST', `/orders/right?__cvg_uid=${MARK}-1234`, {}, headers);
    await counted(converge, 'invalidEvent');
    await expectNothingSaid('breaks Converge');
  });
});

describe('nothing that the library says holds the token or a value', () => {
  it.each<[string, string | RegExp]>([
    ['mapper/throws', 'its properties mapper failed'],
    ['mapper/rejects', 'its aliases mapper failed'],
    ['mapper/hangs', 'took longer than 5 seconds'],
    ['wrong/aliases', 'breaks Converge'],
    ['wrong/price', 'breaks Converge'],
    ['wrong/profile', 'breaks Converge'],
    ['wrong/id', 'breaks Converge'],
    ['twice', 'has the same event_id'],
    ['by-key', 'delivered'],
  ])('when an order is %s', async (path, message) => {
    await open();
    expect((await post(path)).status).toBe(201);
    await eventually('it is said', () => shop!.logger.text.search(message) >= 0);
    if (path.startsWith('wrong/')) {
      await eventually('the hook failed', () => shop!.logger.text.includes('onDeadLetter failed'));
    }
    await expectNothingSaid(message);
  });

  it.each<[string, SandboxFault, keyof Awaited<ReturnType<ConvergeService['stats']>>['counters']]>([
    ['rejects', { status: 400, body: `${MARK} ${TOKEN}` }, 'rejected'],
    ['does not accept the token', { status: 401, body: `${MARK} ${TOKEN}` }, 'unauthorised'],
    ['fails', { status: 500, body: MARK, headers: { 'Retry-After': MARK } }, 'temporary'],
    ['redirects', { status: 302, headers: { Location: `http://${MARK}.example` } }, 'temporary'],
    ['answers nothing', 'hang', 'temporary'],
    ['answers half', 'hang-in-answer', 'delivered'],
    ['resets', 'reset', 'temporary'],
    ['fails so often that the breaker opens', { status: 503, body: MARK }, 'breakerOpened'],
    ['delivers, and the hook fails', { status: 200, body: MARK }, 'hookFailed'],
  ])('when Converge %s', async (_what, fault, counter) => {
    const converge = await open();
    sandbox.simulateFault(fault);
    for (let n = 0; n < 60; n++) await converge.track(marked(n));
    await post('right');
    await eventually(counter, async () => (await converge.stats()).counters[counter] > 0);
    await expectNothingSaid();
  });

  it('when the certificate is not trusted, and when connections are refused', async () => {
    for (const name of ['shows a certificate that is not trusted', 'refuses the connection']) {
      const { endpoint, tls, heal, close: closeFaulty } = await FAULTS[name]!();
      const converge = await open({ endpoint, delivery: { ...OPTIONS.delivery, tls } });
      await converge.track(marked(1));
      await eventually(name, async () => (await converge.stats()).counters.temporary > 0);
      await close();
      await heal();
      await closeFaulty();
    }
    await expectNothingSaid('not delivered yet', 'kept in the outbox');
  });

  it('when an event is too old, full is full, and wrong is wrong', async () => {
    sandbox.simulateFault({ status: 500, body: MARK });
    const { delivery } = OPTIONS;
    const converge = await open({
      delivery: { ...delivery, retry: { ...delivery.retry, giveUpAfterMs: 1 } },
      outbox: { path: join(folder.path, 'outbox'), maxEvents: 1, maxBytes: 600 },
    });
    await converge.track(marked(1));
    await eventually('expired', async () => (await converge.stats()).counters.expired > 0);
    const large = { ...orderParts().properties, note: MARK.repeat(200) };
    await errorOf(() => converge.track({ ...marked(2), properties: large }));
    await errorOf(() => converge.track({ ...marked(3), aliases: [5, [MARK]] as never }));
    await errorOf(() => converge.track(MARK as never));
    await eventually('dropped', async () => (await converge.stats()).counters.dropped > 0);
    const { app, logger } = shop!;
    await close();
    await errorOf(() => app.get(ConvergeService).track(marked(4)));
    said.push(logger.text);
    await expectNothingSaid('not delivered for too long', 'was NOT kept', 'has shut down');
  });

  it('when the outbox is damaged, unavailable, or holds the events of others', async () => {
    await open();
    await close();
    // All but the first page, which says that it is an outbox.
    const path = join(folder.path, 'outbox');
    const [header, rest] = [readFileSync(path).subarray(0, PAGE), statSync(path).size - PAGE];
    writeFileSync(path, Buffer.concat([header, Buffer.alloc(rest, MARK)]));
    await open();
    await close();
    sandbox.simulateFault({ status: 500 });
    const converge = await open();
    await converge.track(marked(1));
    await close();
    await open({ token: `${TOKEN}-new` });
    await close();
    writeFileSync(join(folder.path, 'outbox.file'), '');
    const lost = await open({ outbox: join(folder.path, 'outbox.file', 'outbox') });
    await lost.track(marked(2));
    await expectNothingSaid(
      'was damaged',
      'kept in the outbox',
      'recorded for another token or endpoint',
      'CANNOT BE USED',
      /(is|are) lost/,
    );
  });

  it('when the options are wrong', async () => {
    const names = `endpoint enabled delivery shutdownTimeoutMs validation mirrorContactFields
      placeholderAliases requestContext consent beforeSend events`.split(/\s+/);
    const wrong: object[] = [
      ...names.map((name) => ({ [name]: MARK })),
      { token: `${TOKEN} ` },
      { token: [TOKEN] },
      { endpoint: `ftp://${MARK}` },
      { endpoint: `http://${MARK}.example/${TOKEN}` },
      { outbox: { maxEvents: MARK } },
      { outbox: { acknowledge: MARK } },
      { delivery: { concurrency: TOKEN } },
      { hooks: { onDelivered: MARK } },
      { mappers: { properties: MARK } },
      { placeholderAliases: [MARK, 7] },
      { requestContext: { ip: MARK } },
      { beforeSend: [fail, MARK] },
      { events: [MARK] },
      { events: { 'Booked Fitting': MARK } },
      { events: { 'Booked Fitting': { [MARK]: MARK } } },
    ];
    for (const options of wrong) await errorOf(async () => open(options as ConvergeModuleOptions));
    await expectNothingSaid('ConvergeModule');
  });

  it('and what Converge says of the token is not even kept in the outbox', async () => {
    const converge = await open();
    sandbox.simulateFault({ status: 400, body: `unknown token ${TOKEN}` });
    await post('right');
    await eventually('dead', async () => (await converge.stats()).dead === 1);
    expect((await converge.deadLetters())[0]!.reason).toContain('unknown token [token]');
    await expectNothingSaid('kept as a dead letter');
  });
});

function marked(n: number): ConvergeEvent<'Placed Order'> {
  return orderEvent({ ...ORDER, event_id: `${MARK}-${n}` });
}
