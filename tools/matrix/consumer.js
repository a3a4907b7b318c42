/** Projects without an application: the declarations for each TypeScript, and Express without Nest. */
import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const CONSUMER = fileURLToPath(new URL('../consumer', import.meta.url));
const NEST = ['@nestjs/common@12', '@nestjs/core@12', '@nestjs/axios@12', '@nestjs/testing@12'];
const PEERS = [
  'axios@1',
  'rxjs@7',
  'reflect-metadata@0.2',
  'class-transformer@0.5',
  'class-validator@0.15',
];
const SERVERS = ['bullmq@6', 'ioredis@5', 'pg@8'];
const TYPES = ['@types/node@20', '@types/express@5', '@types/pg@8'];
/** TypeScript 7 has no `node10`. */
export const TYPESCRIPTS = ['5.7', '5.9', '6', '7'];
export const RESOLUTIONS = [
  ['commonjs', 'node10'],
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
];

async function createProject(name, packages, { folder, tarball, node }) {
  const project = join(folder, name);
  cpSync(CONSUMER, project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--strict-peer-deps', tarball, ...packages];
  await run('npm', args, { cwd: project, node });
  return project;
}

/** A project that imports every entry point, with all versions of TypeScript. */
export async function createTypeProject(context) {
  const versions = TYPESCRIPTS.map((version) => `typescript-${version}@npm:typescript@${version}`);
  const packages = [...NEST, ...PEERS, ...SERVERS, ...TYPES, ...versions];
  const project = await createProject('types', packages, context);
  for (const extension of ['cts', 'ts']) {
    copyFileSync(join(project, 'types.mts'), join(project, `types.${extension}`));
  }
  return project;
}

/** Type-checks as ES module and as CommonJS, where the resolution tells them apart. */
export async function checkTypes(project, typescript, [module, moduleResolution], node) {
  const include = module.startsWith('node') ? ['types.mts', 'types.cts'] : ['types.ts'];
  const isOld = typescript.startsWith('5');
  const compilerOptions = {
    module,
    moduleResolution,
    exactOptionalPropertyTypes: true,
    // The declarations of other packages are not ours to check.
    skipLibCheck: true,
    ...(isOld ? {} : { ignoreDeprecations: '6.0' }),
  };
  const path = join(project, `tsconfig.${typescript}.${moduleResolution}.json`);
  writeFileSync(path, JSON.stringify({ extends: './tsconfig.json', compilerOptions, include }));
  const tsc = join(project, 'node_modules', `typescript-${typescript}`, 'bin', 'tsc');
  await run('node', [tsc, '-p', path], { cwd: project, node });
}

/** An application of Express, in a project without Nest. */
export function createExpress(version, context) {
  const packages = PEERS.filter((name) => !/^(axios|rxjs)/.test(name));
  const express = [`express@${version}`, 'libsql@0.5', ...packages];
  return createProject(`express-${version}`, express, context);
}

export async function checkExpress(project, entry, node) {
  const output = await run('node', [entry], { cwd: project, node });
  if (!output.includes('delivered Placed Order order-1 from disk')) throw new Error(output);
}

/** Set-ups of OpenTelemetry that an application may have already. */
const OBSERVERS = {
  sentry: ['@sentry/node@11'],
  'nestjs-otel': [
    'nestjs-otel@8',
    '@opentelemetry/sdk-node',
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/instrumentation-undici',
  ],
};

/** An application of Nest with the option `telemetry`, and with another set-up of OpenTelemetry. */
export function createObserved(observer, context) {
  const nest = [...NEST, '@nestjs/platform-express@12', '@opentelemetry/api@1', 'libsql@0.5'];
  return createProject(observer, [...nest, ...PEERS, ...OBSERVERS[observer]], context);
}

export async function checkObserved(project, observer, node) {
  const output = await run('node', ['observed.mjs', observer], { cwd: project, node });
  const wanted = '1 request, headers of traces: none\nspans: process converge, publish converge\n';
  if (output !== wanted) throw new Error(output);
}
