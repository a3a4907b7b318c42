import { build, installPeers } from './support/build.js';

const BENCHMARKS = [
  'shop-cpu',
  'shop-load',
  'delivery',
  'track',
  'backlog',
  'check',
  'start',
  'sandbox-page',
];

const wanted = process.argv[2];
if (!BENCHMARKS.includes(wanted)) {
  console.error(`usage: npm run bench -- <${BENCHMARKS.join(' | ')}>`);
  process.exit(2);
}
build();
if (wanted === 'track') installPeers();
const { main } = await import(`./${wanted}.js`);
await main();
// What was measured may hold the event loop, a peer's timers for example.
process.exit();
