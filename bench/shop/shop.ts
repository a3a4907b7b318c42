import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { shopModule, type Tracking } from './shop.module.js';

export interface ShopOptions {
  readonly platform: 'express' | 'fastify';
  readonly tracking: Tracking;
  readonly isBare: boolean;
}

/** Starts a shop. @returns its URL */
export async function startShop({ platform, tracking, isBare }: ShopOptions): Promise<string> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const shop: INestApplication = await NestFactory.create(shopModule(tracking, isBare), adapter, {
    logger: ['warn', 'error', 'fatal'],
  });
  shop.enableShutdownHooks();
  await shop.listen(0, '127.0.0.1');
  return shop.getUrl();
}
