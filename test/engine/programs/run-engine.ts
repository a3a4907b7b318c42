/** Records one event without Nest, and ends by itself once it is closed. */
import { createRequire } from 'node:module';
import { createConverge } from '../../../lib/express/index.js';
import { orderEvent } from '../../utils/events.js';

const [endpoint, token, path] = process.argv.slice(2);
const lines: string[] = [];
const note = (message: string) => void lines.push(message);
const logger = { error: note, warn: note };

const converge = await createConverge(token, { endpoint, outbox: { path }, logger });
await converge.track(orderEvent() as never);
await converge.close();

// What was required, the hooks of Node do not see.
const required = Object.keys(createRequire(import.meta.url).cache).filter((file) =>
  /node_modules\/(@nestjs|rxjs|axios)\//.test(file),
);
process.stdout.write(`${JSON.stringify({ lines, required })}\n`);
