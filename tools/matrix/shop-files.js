/** What a user adds to a generated application after `init`: a handler that is tracked, and its tests. */
import { readPage } from '../check-docs/pages.js';

/** @param end what follows the path of a file in an import */
export function controller(end) {
  return `import { Controller, Post } from '@nestjs/common';
import { aliases, TrackConverge } from 'nestjs-converge';
import { type Order, OrderMapper } from '../converge/order.mapper${end}';

@Controller('orders')
export class OrdersController {
  @Post()
  @TrackConverge('Placed Order', {
    properties: OrderMapper,
    profileProperties: (order: Order) => ({ $email: order.email }),
    aliases: (order: Order) => aliases().email(order.email),
  })
  create(): Order {
    return {
      id: 'order-1',
      email: 'jane@shop.example',
      currency: 'EUR',
      total: 85,
      tax: 5,
      shipping: 0,
      isFirstOrder: true,
    };
  }
}
`;
}

/** A unit test with the testing kit, in the application's own Jest or Vitest. */
export function unitTest(end) {
  return `import { Test } from '@nestjs/testing';
import { ConvergeTesting, ConvergeTestingModule } from 'nestjs-converge/testing';
import request from 'supertest';
import { OrdersController } from './orders.controller${end}';

describe('OrdersController', () => {
  it('tracks an order', async () => {
    const module = await Test.createTestingModule({
      imports: [ConvergeTestingModule.forRoot()],
      controllers: [OrdersController],
    }).compile();
    const app = module.createNestApplication();
    await app.init();
    await request(app.getHttpServer()).post('/orders').expect(201);
    const event = app.get(ConvergeTesting).lastEvent('Placed Order');
    expect(event?.event_id).toBe('order-1');
    await app.close();
  });
});
`;
}

/** The example of docs/testing.md, for the Jest or the Vitest of a template. */
export function docsExample(template) {
  const { blocks } = readPage('docs/testing.md');
  const [jest, vitest] = ['@jest/globals', 'vitest'].map(
    (runner) => blocks.find(({ code }) => code.includes(`from '${runner}'`)).code,
  );
  return template === 'nest-12-esm' ? jest.replace(/^import .*/, vitest) : jest;
}

/** A test of the whole application: its module has the endpoint and the outbox of the environment. */
export function endToEndTest(end) {
  return `import { existsSync } from 'node:fs';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { AppModule } from './../src/app.module${end}';

describe('orders (e2e)', () => {
  it('are in the outbox on disk', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = module.createNestApplication();
    await app.init();
    await request(app.getHttpServer()).post('/orders').expect(201);
    expect(existsSync(process.env.CONVERGE_OUTBOX_PATH!)).toBe(true);
    await app.close();
  });
});
`;
}

export const FASTIFY_MAIN = `import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
  await app.listen(process.env.PORT ?? 3000);
}
void bootstrap();
`;

/** Bundles the application with all its packages; those that Nest loads only if they are there are left out. */
export const WEBPACK_CONFIG = `const webpack = require('webpack');

const missing = (name) => {
  try {
    require.resolve(name, { paths: [__dirname] });
    return false;
  } catch {
    return /^[@a-z]/.test(name);
  }
};

module.exports = (options) => ({
  ...options,
  externals: [],
  plugins: [...options.plugins, new webpack.IgnorePlugin({ checkResource: missing })],
});
`;
