export { Converge, type Middleware } from './converge.js';
export { createConverge, type ConvergeLogger, type ConvergeOptions } from './create-converge.js';
export * from '../exports.js';
