import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Sandbox } from 'nestjs-converge/sandbox';
import { AppModule } from '../app.module.js';
import { explainTakenPort } from './explain-taken-port.js';

/** Starts the shop of `main.ts`, which sends to the sandbox. */
export async function startShop(sandbox: Sandbox, port: number): Promise<INestApplication> {
  process.env['CONVERGE_ENDPOINT'] = sandbox.endpoint;
  process.env['CONVERGE_TOKEN'] = sandbox.token;
  process.env['SANDBOX_URL'] = sandbox.url;
  const shop = await NestFactory.create(AppModule, {
    abortOnError: false,
    // Idle connections of a browser would delay the shutdown.
    forceCloseConnections: true,
    logger: ['warn', 'error', 'fatal'],
  });
  try {
    await explainTakenPort(shop.listen(port, '127.0.0.1'), 'PORT', port);
  } catch (error) {
    await shop.close();
    throw error;
  }
  return shop;
}
