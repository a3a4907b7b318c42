import { AsyncLocalStorage } from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';

/** The storages that the running test file has begun to use. */
const used = new Set();

// Before Node 24, each of them makes every promise slower, and keeps what it holds, until it is disabled.
// Jest makes one for each test file, and disables none: a worker would become slower with each file.
const { _enable: enable } = AsyncLocalStorage.prototype;
if (enable !== undefined) {
  AsyncLocalStorage.prototype._enable = function () {
    used.add(this);
    enable.call(this);
  };
}

/** Jest's environment, which leaves no AsyncLocalStorage behind when a test file has ended. */
export default class extends TestEnvironment {
  async teardown() {
    for (const storage of used) storage.disable();
    used.clear();
    await super.teardown();
  }
}
