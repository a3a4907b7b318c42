export { ConvergeTesting, type InvalidEvent } from './converge-testing.js';
export { ConvergeTestingModule } from './converge-testing.module.js';
export { convergeMatchers, type ConvergeMatchers } from './matchers.js';
