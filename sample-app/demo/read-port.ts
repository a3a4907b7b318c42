import { DemoError } from './demo.error.js';

/** Reads a port from the environment; 0, which takes any free one, if it is not set. */
export function readPort(name: string): number {
  const value = process.env[name] || '0';
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new DemoError(`${name} is "${value}": it must be a number from 0 to 65535.`);
}
