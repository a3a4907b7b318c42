import { DemoError } from './demo.error.js';

/** Waits for a server to listen. @throws DemoError if its port is taken */
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
      `Port ${port} is taken: stop the process that uses it, or set another ${variable}.`,
    );
  }
}
