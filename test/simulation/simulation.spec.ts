import { it } from '@jest/globals';
import { simulate } from './commands.js';
import { KINDS } from './world.js';

// test/faults/simulation.spec.ts runs many more.
it.each(KINDS)(
  'no event is lost, repeated, changed or late without a reason, in %s',
  (kind) => simulate(kind, 100, 1),
  300_000,
);
