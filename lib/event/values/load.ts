import { createRequire } from 'node:module';

/**
 * Loads a dependency in the moment in which it is needed first, so that applications that never need it
 * do not load it at their start.
 */
export const load = createRequire(import.meta.url);
