import { proveConnectionsLeaveNothing } from './support/connections.js';

// test/faults/connections.spec.ts opens many more.
proveConnectionsLeaveNothing(100);
