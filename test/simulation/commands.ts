import fc from 'fast-check';
import { randomFrom } from '../faults/support/random.js';
import { ANSWERS, type AnswerKind } from './receiver.js';
import { SLOTS, World, type Kind } from './world.js';

/** A step of a history. */
class Step implements fc.AsyncCommand<World, World> {
  constructor(
    private readonly text: string,
    private readonly work: (world: World) => Promise<void> | void,
    private readonly mayRun: (world: World) => boolean = () => true,
  ) {}

  check(world: Readonly<World>): boolean {
    return this.mayRun(world as World);
  }

  async run(_: World, world: World): Promise<void> {
    await this.work(world);
    world.check();
  }

  toString(): string {
    return this.text;
  }
}

const slot = fc.nat(SLOTS - 1);
/** Makes steps of a running process with one of some values. */
function ofProcess<T>(
  values: fc.Arbitrary<T>,
  text: (at: number, value: T) => string,
  work: (world: World, at: number, value: T) => Promise<void> | void,
) {
  return fc.tuple(slot, values).map(
    ([at, value]) =>
      new Step(
        text(at, value),
        (world) => work(world, at, value),
        (world) => world.isRunning(at),
      ),
  );
}

const STEPS = {
  put: ofProcess(
    fc.integer({ min: 1, max: 8 }),
    (at, n) => `put ${n} in ${at}`,
    (world, at, n) => world.put(at, n),
  ),
  pass: fc
    .constantFrom(3, 40, 300, 1_100, 2_500, 6_000, 21_000)
    .map((ms) => new Step(`${ms} ms pass`, (world) => world.clock.pass(ms))),
  answer: fc
    .tuple(fc.constantFrom<AnswerKind>(...ANSWERS, '200', '200'), fc.constantFrom(5, 900, 9_000))
    .map(
      ([answer, ms]) =>
        new Step(
          `Converge answers ${answer} in ${ms} ms`,
          ({ receiver }) => void Object.assign(receiver, { answer, latencyMs: ms }),
        ),
    ),
  disk: fc
    .constantFrom(undefined, undefined, 'SQLITE_IOERR' as const, 'SQLITE_FULL' as const)
    .map((fault) => new Step(`the disk: ${fault ?? 'works'}`, (world) => world.setDisk(fault))),
  lock: fc.constantFrom(30, 1_000, 3_000).map(
    (ms) =>
      new Step(`the file is locked for ${ms} ms`, async (world) => {
        world.setDisk('SQLITE_BUSY');
        await world.clock.pass(ms);
        world.setDisk(undefined);
      }),
  ),
  thread: ofProcess(
    fc.constant(0),
    (at) => `the thread of ${at} ends`,
    (world, at) => world.endThread(at),
  ),
  server: fc
    .constantFrom('here' as const, 'here' as const, 'away' as const, 'stalls' as const)
    .map((state) => new Step(`the server: ${state}`, (world) => world.setServer(state))),
  start: slot.map(
    (at) =>
      new Step(
        `start ${at}`,
        (world) => world.start(at),
        (world) => world.isEmpty(at),
      ),
  ),
  kill: slot.map(
    (at) =>
      new Step(
        `kill ${at}`,
        (world) => world.kill(at),
        (world) => !world.isEmpty(at),
      ),
  ),
  close: ofProcess(
    fc.constantFrom([40, 40] as const, [2_000, 4_000] as const, [0, 4_000] as const),
    (at, [flushMs, ms]) => `close ${at} in ${ms} ms after ${flushMs} ms`,
    (world, at, [flushMs, ms]) => world.close(at, ms, flushMs),
  ),
  sleep: ofProcess(
    fc.constantFrom([1_000, 0] as const, [18_000, 0] as const, [18_000, 27_000] as const),
    (at, [ms, passMs]) => `${at} sleeps for ${ms} ms, ${passMs} ms pass`,
    async (world, at, [ms, passMs]) => {
      world.sleep(at, ms);
      await world.clock.pass(passMs);
    },
  ),
  replay: ofProcess(
    fc.constant(0),
    (at) => `replay in ${at}`,
    (world, at) => world.replay(at),
  ),
  erase: ofProcess(
    fc.nat(20),
    (at, n) => `erase the ${n}th in ${at}`,
    (world, at, n) => world.erase(at, n),
  ),
  flush: ofProcess(
    fc.constantFrom(50, 2_000),
    (at, ms) => `flush ${at} for ${ms} ms`,
    (world, at, ms) => world.flush(at, ms),
  ),
};

const ALONE = ['put', 'put', 'put', 'pass', 'pass', 'answer', 'flush', 'erase', 'replay'] as const;
const PROCESSES = [
  ...ALONE,
  'answer',
  'start',
  'start',
  'start',
  'kill',
  'close',
  'close',
] as const;
const WITH_DISK = [...PROCESSES, 'disk', 'disk', 'lock', 'sleep', 'thread', 'put'] as const;
const OF_KIND: Record<Kind, ReadonlyArray<keyof typeof STEPS>> = {
  memory: PROCESSES,
  file: WITH_DISK,
  server: [...WITH_DISK, 'server', 'server', 'server'],
};

interface Replay {
  readonly seed?: number;
  readonly path?: string;
  readonly replayPath?: string;
  readonly numRuns?: number;
}

/**
 * Runs histories until one breaks an invariant: the error has its shortest form, and what repeats that:
 * `SIMULATION='{"seed": 1, "path": "9:1", "replayPath": "AB:C"}' npm test -- test/simulation -t 'in file'`.
 */
export async function simulate(kind: Kind, numRuns: number, seed: number): Promise<void> {
  const { replayPath, ...given } = JSON.parse(process.env['SIMULATION'] ?? '{}') as Replay;
  const steps = fc.commands(
    OF_KIND[kind].map((name) => STEPS[name] as fc.Arbitrary<Step>),
    { maxCommands: 40, replayPath: replayPath! },
  );
  const property = fc.asyncProperty(steps, fc.nat(), async (history, dice) => {
    const world = new World(kind, randomFrom(dice));
    try {
      await world.start(0);
      if (dice % 3 === 0) await world.start(1);
      await fc.asyncModelRun(() => ({ model: world, real: world }), history);
      await world.finish();
    } finally {
      world.end();
    }
  });
  await fc.assert(property, { numRuns, seed, ...given });
}
