#!/usr/bin/env node
import { run } from './run.js';

const exitCode = await run(process.argv.slice(2));
// What a command loaded (an application, a pool of connections) may keep the process alive.
process.stdout.write('', () => process.exit(exitCode));
