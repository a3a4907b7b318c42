import { it } from '@jest/globals';
import { simulate } from '../simulation/commands.js';
import { KINDS } from '../simulation/world.js';

it.each(KINDS)(
  'no event is lost, repeated, changed or late without a reason, in %s',
  (kind) => simulate(kind, 1_500, 2),
  3_600_000,
);
