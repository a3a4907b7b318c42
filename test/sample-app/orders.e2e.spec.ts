import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ConvergeModule } from 'nestjs-converge';
import { ConvergeTesting, ConvergeTestingModule } from 'nestjs-converge/testing';
import { AppModule } from '../../sample-app/app.module.js';
import { demoOrder } from '../../sample-app/demo/demo-order.js';
import { Client } from './client.js';
import './matchers.js';

/** The whole shop with its own options: only the sending is left out. */
describe('orders (e2e)', () => {
  let app: INestApplication;
  let client: Client;
  let converge: ConvergeTesting;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideModule(ConvergeModule)
      .useModule(ConvergeTestingModule)
      .compile();
    app = module.createNestApplication({ logger: ['error'] });
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
    converge = app.get(ConvergeTesting);
  });

  afterEach(() => converge.clear());

  afterAll(async () => {
    client.close();
    await app.close();
  });

  it('POST /orders tracks the order that it answers', async () => {
    const order = await client.postJson('/orders', demoOrder);

    expect(converge).toHaveTracked('Placed Order', {
      event_id: order.id,
      properties: { currency: 'USD', $email: 'mia@lindqvist.example' },
      profile_properties: { $email: 'mia@lindqvist.example', $city: 'Luleå' },
    });
  });

  it('POST /orders with a plan tracks the subscription, too', async () => {
    await client.postJson('/orders', { ...demoOrder, plan: 'tea-box' });

    const events = converge.recorded().map(({ event_name }) => event_name);
    expect(events.sort()).toEqual(['Placed Order', 'Started Subscription']);
  });
});
