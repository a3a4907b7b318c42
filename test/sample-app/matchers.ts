import { expect } from '@jest/globals';
import { convergeMatchers, type ConvergeMatchers } from 'nestjs-converge/testing';

expect.extend(convergeMatchers);

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ConvergeMatchers<R> {}
}
