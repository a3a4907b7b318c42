import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { INestApplication, ModuleMetadata, NestApplicationOptions } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { RecordingLogger } from './recording-logger.js';

export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface TestAppOptions extends ModuleMetadata {
  readonly platform?: Platform;
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  readonly appOptions?: NestApplicationOptions;
  readonly prepare?: (app: INestApplication) => void;
  /** Which proxies the framework trusts to say the visitor's address: their number or addresses, or all. */
  readonly trustProxy?: boolean | number | string;
}

/** A real Nest application on a real port. */
export interface TestApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly logger: RecordingLogger;
  request(method: string, path: string, body?: unknown, headers?: object): Promise<Answer>;
  close(): Promise<void>;
}

export async function startApp(options: TestAppOptions): Promise<TestApp> {
  const {
    platform = 'express',
    override = (builder) => builder,
    appOptions,
    prepare,
    trustProxy = false,
    ...metadata
  } = options;
  const logger = new RecordingLogger();
  const builder = Test.createTestingModule(metadata).setLogger(logger);
  const module = await override(builder).compile();
  const adapter =
    platform === 'fastify'
      ? new FastifyAdapter({ trustProxy: trustProxy as boolean | string })
      : new ExpressAdapter();
  if (platform === 'express') adapter.getInstance().set('trust proxy', trustProxy);
  const app = module.createNestApplication(adapter, { logger, ...appOptions });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    logger,
    request: (method, path, body, headers) => send(url + path, method, body, headers),
    close: () => app.close(),
  };
}

/** By node:http, since fetch makes answers of its own out of some statuses. */
export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: object = {},
): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const ofPayload = payload !== undefined && {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(payload),
  };
  const request = httpRequest(url, { method, headers: { ...ofPayload, ...headers } });
  request.end(payload);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { date: _date, ...rest } = response.headers as Record<string, string>;
  return { status: response.statusCode!, headers: rest, body: await text(response) };
}

/** Waits until something holds, and fails with its name if it never does. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = 20_000,
) {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
