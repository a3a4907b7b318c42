/** Random numbers that come again with the same seed. @returns from 0, below 1 */
export type Random = () => number;

/**
 * Runs a test whose moments are random, and names the seed if it fails; `FAULT_SEED` gives one.
 */
export async function withRandom(test: (random: Random) => Promise<void>): Promise<void> {
  const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 2 ** 31);
  try {
    await test(randomFrom(seed));
  } catch (error) {
    (error as Error).message = `[FAULT_SEED=${seed}] ${(error as Error).message}`;
    throw error;
  }
}

/** The generator "mulberry32". */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
