import { Body, Controller, Post, type Type } from '@nestjs/common';

type HandlerDecorator = (target: object, name: string, descriptor: PropertyDescriptor) => void;

/**
 * A controller, named ShopController in what is logged, whose handlers return what is posted to them.
 *
 * @param handlers the decorators of each, the topmost first, by its name, which is its path as well
 */
export function echoController(handlers: Record<string, HandlerDecorator[]>): Type {
  @Controller()
  class ShopController {}
  const { prototype } = ShopController;
  for (const [name, decorators] of Object.entries(handlers)) {
    const handler = { [name]: (body: unknown) => body }[name];
    const descriptor = { value: handler, configurable: true, writable: true };
    Object.defineProperty(prototype, name, descriptor);
    for (const decorate of decorators.toReversed()) decorate(prototype, name, descriptor);
    Body()(prototype, name, 0);
    Post(name)(prototype, name, descriptor);
  }
  return ShopController;
}
