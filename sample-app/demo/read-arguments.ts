import { parseArgs } from 'node:util';

/** @returns undefined for unknown arguments, after printing the usage */
export function readArguments(args: string[]): { once: boolean } | undefined {
  try {
    const { values } = parseArgs({ args, options: { once: { type: 'boolean', default: false } } });
    return { once: values.once };
  } catch (error) {
    console.error((error as Error).message);
    console.error('Usage: npm start [-- --once]');
    console.error('  --once   place one order, check that its event arrived, and exit');
    return undefined;
  }
}
