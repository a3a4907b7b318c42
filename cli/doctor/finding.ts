import { readFileSync } from 'node:fs';

/** The result of one check. */
export interface Finding {
  readonly subject: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly remedy?: string;
}

export function ok(subject: string, message: string): Finding {
  return { subject, status: 'ok', message };
}

export function warn(subject: string, message: string, remedy: string): Finding {
  return { subject, status: 'warn', message, remedy };
}

export function fail(subject: string, message: string, remedy: string): Finding {
  return { subject, status: 'fail', message, remedy };
}

/** The text of a file; empty if there is none, or none that this user may read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
