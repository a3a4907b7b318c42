import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { checkEvent } from './dist/lib/event/contract.js';
import { checkSpec } from './dist/lib/event/check-spec.js';
import { createDraft } from './dist/lib/event/event-draft.js';
import { EventValidator } from './dist/lib/event/event-validator.js';
import { PlacedOrderDto } from './dist/lib/event/spec/event-spec.js';
import { median, setting, spread, table, title, verdict } from './support/figures.js';
import { placedOrder } from './support/order.js';

const ROUNDS = setting('BENCH_ROUNDS', 15);
const EVENTS = setting('BENCH_EVENTS', 2_000);
const WARM_UP_ROUNDS = 3;
const GOAL = 2;

const validator = new EventValidator({
  events: {},
  placeholderAliases: [],
  mirrorContactFields: false,
});
const now = new Date();

/** The compared functions; each gets an event and a DTO instance of its properties. */
const CONTESTANTS = {
  'bare validateSync of the properties': ({ instance }) => validateSync(instance),
  'contract and spec of the whole event': ({ event }) => [
    ...checkEvent(event),
    ...checkSpec(event),
  ],
  'all steps of recording, including copy and JSON': async ({ event }) => {
    const { contract, spec } = await validator.validate(createDraft(event, now), 'warn');
    return [...contract, ...spec];
  },
};

/** The time to check one `Placed Order` with three items. */
export async function main() {
  title('Checking one Placed Order with three items');
  const names = Object.keys(CONTESTANTS);
  const rounds = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const name of names) {
      const used = await measure(CONTESTANTS[name]);
      if (round >= 0) rounds[name].push(used);
    }
  }
  const bare = rounds[names[0]];
  const rows = names.map((name) => {
    const ratios = rounds[name].map((used, round) => used / bare[round]);
    const goal = name === names[0] ? '' : verdict(median(ratios), GOAL);
    return [name, median(rounds[name]).toFixed(1), spread(ratios), goal];
  });
  table([['', 'µs for each event', 'over the bare one', ''], ...rows]);
}

async function measure(check) {
  const inputs = Array.from({ length: EVENTS }, () => {
    const event = placedOrder();
    return { event, instance: plainToInstance(PlacedOrderDto, event.properties) };
  });
  const begin = performance.now();
  for (const input of inputs) {
    if ((await check(input)).length > 0) throw new Error('the order of the benchmark is wrong');
  }
  return ((performance.now() - begin) * 1000) / EVENTS;
}
