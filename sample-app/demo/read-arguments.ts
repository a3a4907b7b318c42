import { parseArgs } from 'node:util';

/** @returns undefined, after a message, if there are arguments that the demo does not know */
export function readArguments(args: string[]): { once: boolean } | undefined {
  try {
    const { values } = parseArgs({ args, options: { once: { type: 'boolean', default: false } } });
    return { once: values.once };
  } catch (error) {
    console.error((error as Error).message);
    console.error('Usage: npm start [-- --once]');
    console.error('  --once   place one order, check that its event arrived, and end');
    return undefined;
  }
}
