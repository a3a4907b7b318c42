import { DemoError } from './demo.error.js';

/** Awaits something that listens, and says in words what to do if its port is taken. */
export async function explainTakenPort<T>(
  listening: Promise<T>,
  variable: string,
  port: number,
): Promise<T> {
  try {
    return await listening;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new DemoError(
      `Port ${port} is taken: end what listens there, or set another ${variable}.`,
    );
  }
}
