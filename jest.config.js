/** Jest as native ESM: start it with `npm test`, which sets the Node flag that this needs. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  roots: ['<rootDir>/test'],
  // Tests that are not about the durable outbox share no file.
  setupFiles: ['<rootDir>/test/utils/outbox-in-memory.ts'],
  testMatch: ['**/*.spec.ts'],
  moduleNameMapper: {
    '^nestjs-converge$': '<rootDir>/lib/index.ts',
    '^nestjs-converge/sandbox$': '<rootDir>/lib/sandbox/index.ts',
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
  testTimeout: 30_000,
};
