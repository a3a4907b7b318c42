import { availableParallelism } from 'node:os';

/** Jest as native ESM: started by the npm scripts, which set the Node flag that this needs. */
const common = {
  testEnvironment: '<rootDir>/test/utils/environment-of-a-file.js',
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/utils/known-settings.ts'],
  moduleNameMapper: {
    '^nestjs-converge$': '<rootDir>/lib/index.ts',
    '^nestjs-converge/bullmq$': '<rootDir>/lib/bullmq/index.ts',
    '^nestjs-converge/express$': '<rootDir>/lib/express/index.ts',
    '^nestjs-converge/opentelemetry$': '<rootDir>/lib/opentelemetry/index.ts',
    '^nestjs-converge/postgres$': '<rootDir>/lib/postgres/index.ts',
    '^nestjs-converge/sandbox$': '<rootDir>/sandbox/server/index.ts',
    '^nestjs-converge/testing$': '<rootDir>/lib/testing/index.ts',
    '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/** Killed processes, cut power, full and slow disks, long outages, thousands of cases: minutes. */
const FAULTS = '<rootDir>/test/faults/**/*.spec.ts';
/** The sandbox's page in Chromium. */
const PAGE = '<rootDir>/test/sandbox/page/**/*.spec.ts';

export default {
  // Many tests wait for timers, other processes and servers.
  maxWorkers: availableParallelism() + 2,
  // Node needs longer than Jest's half second to free a large heap: such a worker would be called a leak.
  workerGracefulExitTimeout: 5_000,
  testSequencer: '<rootDir>/test/utils/longest-first.js',
  reporters: ['default', '<rootDir>/test/utils/skipped-reporter.js'],
  // On CI. What runs in the outbox's thread counts where a test serves it in its own.
  collectCoverage: process.env['COVERAGE'] === 'true',
  collectCoverageFrom: ['lib/**/*.ts', '!lib/outbox/sqlite/worker-code.ts'],
  coverageReporters: ['text-summary'],
  coverageThreshold: { global: { lines: 95, branches: 90 } },
  projects: [
    {
      ...common,
      displayName: 'main',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/test/faults/', '/test/sandbox/page/'],
    },
    { ...common, displayName: 'faults', testMatch: [FAULTS] },
    { ...common, displayName: 'page', testMatch: [PAGE] },
  ],
};
