import { ClassSerializerInterceptor } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import type { TrackingDeclaration } from '../tracking/map-event.js';
import { TRACKINGS_METADATA } from './constants.js';

export function declarationsOf(method: object): readonly TrackingDeclaration[] {
  return Reflect.getMetadata(TRACKINGS_METADATA, method) ?? [];
}

/**
 * Whether a route takes over its response, with `@Res()` or `@Next()` and without `passthrough`: what it
 * returns is then not sent, and mostly nothing.
 */
export function answersItself(type: object, method: string): boolean {
  const parameters: object = Reflect.getMetadata('__routeArguments__', type, method) ?? {};
  // The keys begin with the kind of a parameter: `@Res()`, `@Next()`.
  const takesResponse = Object.keys(parameters).some((key) => /^[12]:/.test(key));
  return takesResponse && Reflect.getMetadata('__responsePassthrough__', type, method) !== true;
}

/** The name of a ClassSerializerInterceptor above `@TrackConverge`: Nest runs it nearer to the handler. */
export function serializerAbove(method: object): string | undefined {
  const bound: any[] = Reflect.getMetadata('__interceptors__', method) ?? [];
  const types = bound.map((one) => (typeof one === 'function' ? one : one?.constructor));
  // By name: another copy of this library has an interceptor of its own.
  const ours = types.findIndex((type) => type?.name === 'ConvergeInterceptor');
  const isSerializer = (type: any) =>
    type === ClassSerializerInterceptor || type?.prototype instanceof ClassSerializerInterceptor;
  return types.slice(ours + 1).find(isSerializer)?.name;
}

/** The metadata of methods that Nest calls through their interceptors. */
const INTERCEPTED =
  /^(path|microservices:pattern|websockets:message_mapping|graphql:resolver_type)$/;

/** The metadata of methods, and of classes all of whose methods, Nest's modules call directly. */
const CALLED_DIRECTLY = RegExp(
  '^(SCHEDULE_(CRON|INTERVAL|TIMEOUT)_OPTIONS|EVENT_LISTENER_METADATA|' +
    'bullmq:(worker_events|processor)_metadata|__(command|query|events)Handler__)$',
);

/** What says nothing about who calls a method: Nest's own, and what the compiler writes. */
const NEUTRAL = /^(__|design:|self:|scope:|version:|swagger\/|path$|host$|websockets:)/;

/**
 * Whether Nest calls a method through interceptors: a route, a message handler, a query or mutation. Not
 * known for a method with metadata of another kind, whose module may do either.
 */
export function isIntercepted(type: object, method: object): boolean | undefined {
  // It gives an iterator, whose values pass no interceptor.
  if (Reflect.getMetadata('graphql:resolver_type', method) === 'Subscription') return false;
  const keys: unknown[] = Reflect.getMetadataKeys(method);
  const all = [...keys, ...Reflect.getMetadataKeys(type)];
  if (keys.some((key) => INTERCEPTED.test(String(key)))) return true;
  if (all.some((key) => CALLED_DIRECTLY.test(String(key)))) return false;
  const isForeign = (key: unknown) => key !== TRACKINGS_METADATA && !NEUTRAL.test(String(key));
  return all.some(isForeign) ? undefined : false;
}

/** Whether a provider or a controller of the application depends on a class, as Nest has found. */
export function isInjected(type: unknown, modules: ModulesContainer): boolean {
  return [...modules.values()]
    .flatMap(({ providers, controllers, injectables }) => [providers, controllers, injectables])
    .flatMap((all): InstanceWrapper[] => [...all.values()])
    .some((wrapper) => {
      const properties = wrapper.getPropertiesMetadata()?.map((property) => property.wrapper);
      return [wrapper.getCtorMetadata(), properties].flat().some((one) => one?.token === type);
    });
}
