/** Imports a sample, gives what it has started some time, and ends well unless it fails. */
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const GRACE_MS = 1_000;

await import(pathToFileURL(process.argv[2]).href);
await setTimeout(GRACE_MS);
process.exit(process.exitCode ?? 0);
