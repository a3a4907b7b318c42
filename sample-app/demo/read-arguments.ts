import { parseArgs } from 'node:util';

export interface DemoArguments {
  readonly once: boolean;
  readonly verbose: boolean;
}

/** @returns undefined for unknown arguments, after printing the usage */
export function readArguments(args: string[]): DemoArguments | undefined {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ args, options: { once: flag, verbose: flag } });
    return { once: values.once, verbose: values.verbose };
  } catch (error) {
    console.error((error as Error).message);
    console.error('Usage: npm start [-- --once] [--verbose]');
    console.error('  --once      place one order, check that its event arrived, and exit');
    console.error('  --verbose   print the whole order, and its event');
    return undefined;
  }
}
