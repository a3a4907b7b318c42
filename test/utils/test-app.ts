import type { ModuleMetadata } from '@nestjs/common';
import type { NestApplicationOptions } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { INestApplication } from '@nestjs/common';
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
    ...metadata
  } = options;
  const logger = new RecordingLogger();
  const builder = Test.createTestingModule(metadata).setLogger(logger);
  const module = await override(builder).compile();
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
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

async function send(
  url: string,
  method: string,
  body: unknown,
  headers: object = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const { date: _date, ...rest } = Object.fromEntries(response.headers);
  return { status: response.status, headers: rest, body: await response.text() };
}

/** Waits until something holds, and fails with its name if it never does. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = 10_000,
) {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
