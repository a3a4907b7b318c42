import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject, Injectable, Scope, type ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { REQUEST } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  Payload,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { ConvergeModule, TrackConverge, type TrackingContext } from '../../lib/index.js';
import { createSandbox, type Sandbox, type SandboxEvent } from '../../lib/sandbox/index.js';
import { describeCall } from '../../lib/nest/nest-call.js';
import { orderParts } from '../utils/events.js';
import { startApp, type TestApp } from '../utils/test-app.js';

const contexts: TrackingContext[] = [];
const options = {
  properties: (order: { id: string }, context: TrackingContext) => {
    contexts.push(context);
    return orderParts(order.id).properties;
  },
  profileProperties: () => orderParts().profile_properties,
  aliases: () => ['urn:a:b'],
};

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

  @MessagePattern('stream')
  @TrackConverge('Placed Order', options)
  stream() {
    return of({ id: 'a' }, { id: 'b' });
  }

  @MessagePattern('scoped')
  @TrackConverge('Placed Order', { ...options, profileProperties: ScopedMapper })
  scoped(@Payload() order: { id: string }) {
    return order;
  }
}

describe('message handlers of a hybrid application', () => {
  let sandbox: Sandbox;
  let shop: TestApp;
  let client: ClientProxy;

  beforeAll(async () => {
    const port = await freePort();
    const tcp = { transport: Transport.TCP as const, options: { host: '127.0.0.1', port } };
    sandbox = await createSandbox();
    shop = await startApp({
      imports: [ConvergeModule.forRoot(sandbox.token, { endpoint: sandbox.endpoint })],
      controllers: [OrdersConsumer],
      providers: [ScopedMapper],
      prepare: (app) => app.connectMicroservice(tcp),
    });
    await shop.app.startAllMicroservices();
    client = ClientProxyFactory.create(tcp);
  });

  afterAll(async () => {
    await client.close();
    await shop.close();
    await sandbox.close();
  });

  beforeEach(() => {
    sandbox.clear();
    contexts.length = 0;
  });

  it('tracks an answered message', async () => {
    const order = { id: '7' };
    expect(await firstValueFrom(client.send('place', order))).toEqual(order);
    expect((await sandbox.waitForEvents(1))[0]!.event.event_id).toBe('7');
    const [context] = contexts;
    expect(context).toMatchObject({
      handler: 'OrdersConsumer#place',
      transport: 'rpc',
      request: undefined,
    });
    expect(context!.args[0]).toEqual(order);
  });

  it('lets a stream pass, and tracks its last value', async () => {
    const values = await lastValueFrom(client.send('stream', {}).pipe(toArray()));
    expect(values).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect((await sandbox.waitForEvents(1)).map(({ event }) => event.event_id)).toEqual(['b']);
  });

  it('resolves request-scoped mappers', async () => {
    await firstValueFrom(client.send('scoped', { id: '8' }));
    const [{ event }] = (await sandbox.waitForEvents(1)) as [SandboxEvent];
    expect(event.profile_properties).toMatchObject({ scoped: true });
  });
});

describe('the context of other transports', () => {
  const contextOf = (transport: string, args: unknown[]) => {
    const host = new ExecutionContextHost(args);
    host.setType(transport);
    const execution = host as ExecutionContext;
    return describeCall(execution, 'Resolver#place', ['Placed Order']);
  };

  it('finds the request in a GraphQL context, by either name', () => {
    const request = { headers: {} };
    for (const context of [{ req: request }, { request }]) {
      const { transport, request: found } = contextOf('graphql', [{}, {}, context, {}]);
      expect([transport, found]).toEqual(['graphql', request]);
    }
    expect(contextOf('graphql', [{}, {}, undefined, {}]).request).toBeUndefined();
  });

  it('has no request for a socket', () => {
    expect(contextOf('ws', [{ id: 'socket' }, 'data'])).toMatchObject({
      transport: 'ws',
      request: undefined,
      args: [{ id: 'socket' }, 'data'],
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
