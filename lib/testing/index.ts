export { ConvergeTesting, ConvergeTestingModule, type InvalidEvent } from './converge-testing.js';
export { convergeMatchers, type ConvergeMatchers } from './matchers.js';
