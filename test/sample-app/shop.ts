import type { INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ConvergeService, type ConvergeStats } from 'nestjs-converge';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';
import { AppModule } from '../../sample-app/app.module.js';
import { Client } from './client.js';

export const PLATFORMS: [string, () => AbstractHttpAdapter][] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

const SETTINGS = ['CONVERGE_ENDPOINT', 'CONVERGE_TOKEN', 'SANDBOX_URL'];

export interface Shop {
  readonly client: Client;
  stats(): Promise<ConvergeStats>;
  /** The stats once nothing is on its way any more. */
  settled(): Promise<ConvergeStats>;
  close(): Promise<void>;
}

/**
 * Starts the sample shop as it is, by the settings that a user makes: the environment, until it is
 * closed.
 */
export async function startShop(adapter: AbstractHttpAdapter, sandbox: Sandbox): Promise<Shop> {
  const before = { ...process.env };
  process.env['CONVERGE_ENDPOINT'] = sandbox.endpoint;
  process.env['CONVERGE_TOKEN'] = sandbox.token;
  process.env['SANDBOX_URL'] = sandbox.url;
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app: INestApplication = module.createNestApplication(adapter, {
    logger: ['error'],
    // As `npm start` does: a browser keeps connections.
    forceCloseConnections: true,
  });
  await app.listen(0, '127.0.0.1');
  const client = new Client(await app.getUrl());
  return {
    client,
    stats: () => app.get(ConvergeService).stats(),
    settled: async () => {
      await app.get(ConvergeService).flush();
      return app.get(ConvergeService).stats();
    },
    close: async () => {
      client.close();
      await app.close();
      for (const name of SETTINGS) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    },
  };
}

export const startSandbox = () => createSandbox({ token: 'sample-token' });
