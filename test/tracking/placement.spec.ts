import { expect, it } from '@jest/globals';
import { Processor } from '@nestjs/bullmq';
import { Controller, Injectable, Post, SetMetadata, type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { OnEvent } from '@nestjs/event-emitter';
import { Mutation, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { Cron, Interval, Timeout } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { ConvergeModule, TrackConverge } from '../../lib/index.js';
import { RecordingLogger } from '../utils/recording-logger.js';

const result = { properties: {}, profile_properties: {}, aliases: [] };
const options = { properties: () => ({}) as never };

class PlaceOrder {}

/** A class whose method `place` is decorated, as a provider. */
function provider(onMethod: MethodDecorator[], onClass: ClassDecorator[] = [Injectable()]): Type {
  class OrdersService {
    place() {
      return result;
    }
  }
  const { prototype } = OrdersService;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'place')!;
  for (const decorate of [TrackConverge('Placed Order', options), ...onMethod]) {
    decorate(prototype, 'place', descriptor);
  }
  for (const decorate of onClass) decorate(OrdersService);
  return OrdersService;
}

/** Starts a standalone application with these. @returns what it logs of them */
async function logOf(providers: Type[], controllers: Type[] = []) {
  const logger = new RecordingLogger();
  const imports = [ConvergeModule.forRoot({ enabled: false })];
  const app = await Test.createTestingModule({ imports, providers, controllers })
    .setLogger(logger)
    .compile();
  await app.init();
  await app.close();
  const said = [...logger.said('debug'), ...logger.said('warn')];
  return said.filter((line) => line.startsWith('OrdersService#place'));
}

it.each<[string, Type]>([
  ['a plain service', provider([])],
  ['@Cron', provider([Cron('0 0 * * *')])],
  ['@Interval', provider([Interval(60_000)])],
  ['@Timeout', provider([Timeout(60_000)])],
  ['@OnEvent', provider([OnEvent('order')])],
  ['a BullMQ processor', provider([], [Processor('orders')])],
  ['a CQRS handler', provider([], [CommandHandler(PlaceOrder)])],
  ['a GraphQL subscription', provider([Subscription(() => String)], [Resolver()])],
])('stops the start on a method that Nest calls without interceptors: %s', async (_what, type) => {
  await expect(logOf([type])).rejects.toThrow(
    'OrdersService#place is no handler that Nest calls through interceptors: use ConvergeService.track there',
  );
});

it('stops the start on a method of a controller that is no route', async () => {
  await expect(logOf([], [provider([], [Controller()])])).rejects.toThrow('OrdersService#place');
});

it.each<[string, Type]>([
  ['a GraphQL mutation', provider([Mutation(() => String)], [Resolver()])],
  ['a WebSocket message', provider([SubscribeMessage('order')], [WebSocketGateway()])],
])('tracks %s', async (_what, type) => {
  expect(await logOf([type])).toEqual(['OrdersService#place tracks "Placed Order"']);
});

it('tracks a route', async () => {
  const tracked = await logOf([], [provider([Post()], [Controller()])]);
  expect(tracked).toEqual(['OrdersService#place tracks "Placed Order"']);
});

it.each<[string, Type]>([
  ['a GraphQL field', provider([ResolveField(() => String)], [Resolver()])],
  ['a decorator of another library', provider([SetMetadata('discord:slash', 'order')])],
])('warns where Nest may call the method without interceptors: %s', async (_what, type) => {
  expect(await logOf([type])).toEqual([
    expect.stringContaining('only if Nest calls this method through interceptors'),
  ]);
});

it.each<[string, () => unknown, string]>([
  ['a class', () => decorate(TrackConverge('Placed Order'), class Orders {}), 'the class Orders'],
  ['a property', () => decorate(TrackConverge('Placed Order'), new Order(), 'id'), 'Order#id'],
  ['a getter', () => decorate(TrackConverge('Placed Order'), ...getter()), 'Order#total'],
])('refuses to decorate %s', (_what, apply, where) => {
  expect(apply).toThrow(
    `@TrackConverge('Placed Order') on ${where} has no effect: it goes on a method that handles requests.`,
  );
});

class Order {
  id = '1';
  get total() {
    return 1;
  }
}

function getter(): [object, string, PropertyDescriptor] {
  const { prototype } = Order;
  return [prototype, 'total', Object.getOwnPropertyDescriptor(prototype, 'total')!];
}

/** Applies a decorator as the compiled code does, whatever its types allow. */
function decorate(decorator: unknown, ...where: unknown[]): unknown {
  return (decorator as (...args: unknown[]) => unknown)(...where);
}
