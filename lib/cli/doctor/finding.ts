/** Something that was looked at. @internal */
export interface Finding {
  readonly subject: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** @internal */
export function ok(subject: string, message: string): Finding {
  return { subject, status: 'ok', message };
}

/** @internal */
export function warn(subject: string, message: string, remedy: string): Finding {
  return { subject, status: 'warn', message, remedy };
}

/** @internal */
export function fail(subject: string, message: string, remedy: string): Finding {
  return { subject, status: 'fail', message, remedy };
}
