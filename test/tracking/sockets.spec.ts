import { proveSocketsLeaveNothing } from './support/sockets.js';

// test/faults/connections.spec.ts opens many more.
proveSocketsLeaveNothing(100);
