import { proveConnectionsLeaveNothing } from '../tracking/support/connections.js';
import { proveSocketsLeaveNothing } from '../tracking/support/sockets.js';

proveConnectionsLeaveNothing(1_000);
proveSocketsLeaveNothing(1_000);
