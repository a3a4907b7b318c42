import { proveResponsesUnchanged } from '../tracking/support/response-unchanged.js';

proveResponsesUnchanged(2_000);
