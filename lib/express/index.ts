export * from './converge.js';
export * from '../exports.js';
