import { proveResponsesUnchanged } from './support/response-unchanged.js';

// test/faults/response-unchanged.spec.ts tries many more.
proveResponsesUnchanged(700);
