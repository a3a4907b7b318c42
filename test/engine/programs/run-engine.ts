/** Tracks one event by the engine alone, and ends by itself once it is stopped. */
import { createRequire } from 'node:module';
import { createEngine } from '../../../lib/engine.js';
import { resolveOptions } from '../../../lib/options/resolve-options.js';
import { orderEvent } from '../../utils/events.js';

const [endpoint, token, path] = process.argv.slice(2);
const lines: string[] = [];
const note = (message: string) => void lines.push(message);
const log = { error: note, warn: note, debug: note, isDebugEnabled: () => false };

const options = resolveOptions({ endpoint, token, outbox: { path } });
const engine = await createEngine(options, { log });
engine.start();
await engine.tracker.trackEvent(orderEvent());
await engine.stop();

// What was required, the hooks of Node do not see.
const required = Object.keys(createRequire(import.meta.url).cache).filter((file) =>
  /node_modules\/(@nestjs|rxjs|axios)\//.test(file),
);
process.stdout.write(`${JSON.stringify({ lines, required })}\n`);
