import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  Inject,
  Injectable,
  Post,
  Scope,
  type ExecutionContext,
} from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { REQUEST } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  RpcException,
  Transport,
  type ClientProxy,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import {
  concat,
  EMPTY,
  firstValueFrom,
  lastValueFrom,
  NEVER,
  of,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { ConvergeModule, TrackConverge, type TrackingContext } from '../../lib/index.js';
import { createSandbox, type SandboxEvent } from '../../sandbox/server/index.js';
import { requestOf } from '../../lib/nest/nest-call.js';
import { orderParts } from '../utils/events.js';
import { unusedPort } from '../utils/local-servers.js';
import { useOneShop } from '../utils/use-shop.js';

const contexts: TrackingContext[] = [];
const options = {
  properties: (order: { id: string }, context: TrackingContext) => {
    contexts.push(context);
    return orderParts(order.id).properties;
  },
  profileProperties: () => orderParts().profile_properties,
  aliases: () => ['urn:a:b'],
};

/** For handlers that return nothing: the message is the first of the call's arguments. */
const fromMessage = (_result: void, { args: [order] }: TrackingContext) =>
  orderParts((order as { id: string }).id).properties;

/** What `when` of a handler waits for. */
let recording: Promise<boolean>;

/** The event handlers that have run. */
const handled: string[] = [];

@Injectable({ scope: Scope.REQUEST })
class ScopedMapper {
  constructor(@Inject(REQUEST) private readonly request: unknown) {}
  map() {
    return { ...orderParts().profile_properties, scoped: this.request !== undefined };
  }
}

@Controller()
class OrdersConsumer {
  @MessagePattern('place')
  @TrackConverge('Placed Order', options)
  async place(@Payload() order: { id: string }) {
    return order;
  }

  @MessagePattern('held')
  @TrackConverge('Placed Order', { ...options, when: () => recording })
  async held(@Payload() order: { id: string }) {
    return order;
  }

  @MessagePattern('ping')
  ping() {
    return 'pong';
  }

  @MessagePattern('stream')
  @TrackConverge('Placed Order', options)
  stream() {
    return of({ id: 'a' }, { id: 'b' });
  }

  @MessagePattern('open')
  @TrackConverge('Placed Order', options)
  open() {
    return concat(of({ id: 'open' }), NEVER);
  }

  @MessagePattern('half')
  @TrackConverge('Placed Order', options)
  half() {
    return concat(
      of({ id: 'half' }),
      throwError(() => new RpcException('no stock')),
    );
  }

  @MessagePattern('scoped')
  @TrackConverge('Placed Order', { ...options, profileProperties: ScopedMapper })
  scoped(@Payload() order: { id: string }) {
    return order;
  }

  @MessagePattern('nothing')
  @TrackConverge('Placed Order', options)
  nothing() {
    return EMPTY;
  }

  @MessagePattern('fails')
  @TrackConverge('Placed Order', options)
  fails(): { id: string } {
    throw new RpcException('no stock');
  }

  @EventPattern('paid')
  @TrackConverge('Placed Order', { ...options, properties: fromMessage })
  paid(@Payload() { id }: { id: string }) {
    handled.push(`paid ${id}`);
  }

  @EventPattern('paid-twice')
  @TrackConverge('Placed Order', { ...options, properties: fromMessage })
  first(@Payload() { id }: { id: string }) {
    handled.push(`first ${id}`);
  }

  @EventPattern('paid-twice')
  @TrackConverge('Signed Up', { ...options, properties: () => ({}) as never, eventId: () => 's' })
  second(@Payload() { id }: { id: string }) {
    handled.push(`second ${id}`);
  }

  @Post('both')
  @MessagePattern('both')
  @TrackConverge('Placed Order', options)
  both(@Payload() message: { id?: string }, @Body() body?: { id?: string }) {
    return { id: message?.id ?? body?.id ?? 'none' };
  }
}

describe('message handlers of a hybrid application', () => {
  let tcp: Awaited<ReturnType<typeof tcpOptions>>;
  let client: ClientProxy;
  beforeAll(async () => {
    tcp = await tcpOptions();
  });
  afterAll(() => client.close());
  const shop = useOneShop({
    controllers: [OrdersConsumer],
    providers: [ScopedMapper],
    prepare: (app) => app.connectMicroservice(tcp),
  });
  beforeAll(async () => {
    await shop.app.startAllMicroservices();
    client = ClientProxyFactory.create(tcp);
  });

  beforeEach(() => void (contexts.length = handled.length = 0));

  it('tracks an answered message', async () => {
    const order = { id: '7' };
    expect(await firstValueFrom(client.send('place', order))).toEqual(order);
    expect((await shop.sandbox.waitForEvents(1))[0]!.event.event_id).toBe('7');
    const [context] = contexts;
    expect(context).toMatchObject({
      handler: 'OrdersConsumer#place',
      transport: 'rpc',
      request: undefined,
    });
    expect(context!.args[0]).toEqual(order);
  });

  it('answers a message when its event is recorded', async () => {
    let record: (yes: boolean) => void = () => undefined;
    recording = new Promise((resolve) => (record = resolve));
    const answers: unknown[] = [];
    const answered = firstValueFrom(client.send('held', { id: '8' })).then((answer) =>
      answers.push(answer),
    );
    for (let pings = 0; pings < 3; pings++) await firstValueFrom(client.send('ping', {}));
    expect(answers).toEqual([]);
    record(true);
    await answered;
    expect(answers).toEqual([{ id: '8' }]);
    expect(await shop.sentIds()).toEqual(['8']);
  });

  it('lets a stream pass, and tracks its last value', async () => {
    const values = await lastValueFrom(client.send('stream', {}).pipe(toArray()));
    expect(values).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect((await shop.sandbox.waitForEvents(1)).map(({ event }) => event.event_id)).toEqual(['b']);
  });

  it('lets the values of an open stream pass at once, and tracks none of them', async () => {
    expect(await firstValueFrom(client.send('open', {}))).toEqual({ id: 'open' });
    expect([await shop.sentIds(), contexts]).toEqual([[], []]);
  });

  it('lets a value and the error after it pass, and tracks none', async () => {
    const values: unknown[] = [];
    const half = client.send('half', {}).pipe(tap((value) => values.push(value)));
    await expect(lastValueFrom(half)).rejects.toMatchObject({ message: 'no stock' });
    expect(values).toEqual([{ id: 'half' }]);
    expect(await shop.sentIds()).toEqual([]);
  });

  it('resolves request-scoped mappers', async () => {
    await firstValueFrom(client.send('scoped', { id: '8' }));
    const [{ event }] = (await shop.sandbox.waitForEvents(1)) as [SandboxEvent];
    expect(event.profile_properties).toMatchObject({ scoped: true });
  });

  it('tracks nothing of a message that is answered with an error or with no value', async () => {
    await expect(firstValueFrom(client.send('fails', {}))).rejects.toEqual({
      message: 'no stock',
      status: 'error',
    });
    expect(await lastValueFrom(client.send('nothing', {}).pipe(toArray()))).toEqual([]);
    await firstValueFrom(client.send('place', { id: 'after' }));
    expect(await shop.sentIds()).toEqual(['after']);
    expect(contexts).toHaveLength(1);
  });

  it('tracks an event message, whose handler returns nothing', async () => {
    await lastValueFrom(client.emit('paid', { id: '9' }), { defaultValue: undefined });
    const [{ event }] = (await shop.sandbox.waitForEvents(1)) as [SandboxEvent];
    expect([event.event_id, handled]).toEqual(['9', ['paid 9']]);
    expect(await shop.sentIds()).toEqual(['9']);
  });

  it('tracks each of several handlers of one event message', async () => {
    await lastValueFrom(client.emit('paid-twice', { id: '10' }), { defaultValue: undefined });
    await shop.sandbox.waitForEvents(2);
    expect(handled).toEqual(['first 10', 'second 10']);
    expect((await shop.sentIds()).sort()).toEqual(['10', 's']);
  });

  it('tracks a handler of both transports once for each call', async () => {
    expect(await firstValueFrom(client.send('both', { id: 'tcp' }))).toEqual({ id: 'tcp' });
    const { status } = await shop.request('POST', '/both', { id: 'http' });
    expect(status).toBe(201);
    expect((await shop.sentIds()).sort()).toEqual(['http', 'tcp']);
    const calls = contexts.map(({ transport, request }) => [transport, request?.method]);
    expect(calls).toEqual([
      ['rpc', undefined],
      ['http', 'POST'],
    ]);
  });
});

it('tracks the messages of an application without HTTP', async () => {
  const sandbox = await createSandbox();
  const tcp = await tcpOptions();
  const imports = [ConvergeModule.forRoot(sandbox.token, { endpoint: sandbox.endpoint })];
  const controllers = [OrdersConsumer];
  const providers = [ScopedMapper];
  const module = await Test.createTestingModule({ imports, controllers, providers }).compile();
  const app = module.createNestMicroservice<MicroserviceOptions>({ ...tcp, logger: false });
  const client = ClientProxyFactory.create(tcp);
  try {
    await app.listen();
    expect(await firstValueFrom(client.send('place', { id: '7' }))).toEqual({ id: '7' });
    const [received] = await sandbox.waitForEvents(1);
    expect(received!.event.event_id).toBe('7');
  } finally {
    await client.close();
    await app.close();
    await sandbox.close();
  }
});

describe('the context of other transports', () => {
  const requestIn = (transport: string, args: unknown[]) => {
    const host = new ExecutionContextHost(args);
    host.setType(transport);
    return requestOf(host as ExecutionContext);
  };

  it('finds the request in a GraphQL context, by either name', () => {
    const request = { headers: {} };
    for (const context of [{ req: request }, { request }]) {
      expect(requestIn('graphql', [{}, {}, context, {}])).toBe(request);
    }
    expect(requestIn('graphql', [{}, {}, undefined, {}])).toBeUndefined();
  });

  it('has no request for a socket', () => {
    expect(requestIn('ws', [{ id: 'socket' }, 'data'])).toBeUndefined();
  });
});

async function tcpOptions() {
  return {
    transport: Transport.TCP as const,
    options: { host: '127.0.0.1', port: await unusedPort() },
  };
}
