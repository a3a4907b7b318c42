export {
  Converge,
  createConverge,
  type ConvergeLogger,
  type ConvergeOptions,
  type Middleware,
} from './converge.js';
export * from '../exports.js';
