import { build, installPeers } from './support/build.js';

const BENCHMARKS = [
  'shop-cpu',
  'shop-load',
  'delivery',
  'track',
  'backlog',
  'ledger',
  'check',
  'start',
  'sandbox-page',
  'soak',
  'lost-events',
  'scale',
  'peers',
];

const wanted = process.argv[2];
if (!BENCHMARKS.includes(wanted)) {
  console.error(`usage: npm run bench -- <${BENCHMARKS.join(' | ')}>`);
  process.exit(2);
}
build();
if (['track', 'peers'].includes(wanted)) installPeers();
const { main } = await import(`./${wanted}.js`);
await main();
// Timers of a measured library may keep the process alive.
process.exit();
