import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';

/**
 * What reaches a handler, as its decorators say: without what `main.ts` and other modules put before
 * (global prefix, version, RouterModule).
 */
export function routesOf(controller: object, handler: object): string[] {
  return [...httpRoutes(controller, handler), ...messages(handler), ...operations(handler)];
}

function httpRoutes(controller: object, handler: object): string[] {
  const method = read(METHOD_METADATA, handler);
  if (typeof method !== 'number') return [];
  return paths(controller).flatMap((prefix) =>
    paths(handler).map((path) => `${RequestMethod[method]} ${join(prefix, path)}`),
  );
}

function paths(target: object): string[] {
  const path = read(PATH_METADATA, target);
  const all: unknown[] = Array.isArray(path) ? path : [path ?? '/'];
  return all.map(String);
}

function join(...parts: string[]): string {
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${path.join('/')}`;
}

/** Messages and events of microservices, and of WebSockets, by the keys of Nest's packages for them. */
function messages(handler: object): string[] {
  const patterns = read('microservices:pattern', handler);
  const kind = read('microservices:handler_type', handler) === 2 ? 'event' : 'message';
  const of = Array.isArray(patterns)
    ? patterns.map(
        (pattern) => `${kind} ${typeof pattern === 'string' ? pattern : JSON.stringify(pattern)}`,
      )
    : [];
  const isSubscribed = read('websockets:message_mapping', handler) === true;
  return isSubscribed ? [...of, `websocket ${String(read('message', handler))}`] : of;
}

/** Operations of GraphQL. */
function operations(handler: object): string[] {
  const type = read('graphql:resolver_type', handler);
  if (!['Query', 'Mutation', 'Subscription'].includes(String(type))) return [];
  const name = read('graphql:resolver_name', handler) ?? (handler as { name?: string }).name;
  return [`${String(type).toLowerCase()} ${String(name)}`];
}

function read(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}
