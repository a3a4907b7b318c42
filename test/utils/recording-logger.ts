import type { LoggerService } from '@nestjs/common';

export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly context: string | undefined;
  readonly stack: string | undefined;
  /** What a structured logger keeps beside the text. */
  readonly fields: Record<string, unknown> | undefined;
}

/** Keeps what is logged, so that tests can read it. */
export class RecordingLogger implements LoggerService {
  readonly entries: LogEntry[] = [];

  log = this.record('log');
  warn = this.record('warn');
  debug = this.record('debug');
  verbose = this.record('verbose');
  fatal = this.record('fatal');
  error = this.record('error');

  /** What the library itself said at a level. */
  said(level: string): string[] {
    return this.entries
      .filter((entry) => entry.context === 'Converge' && entry.level === level)
      .map(({ message }) => message);
  }

  /** What the library itself warned of, and its errors. */
  get complaints(): string[] {
    return [...this.said('warn'), ...this.said('error')];
  }

  /** Everything that was logged by anybody, as one text. */
  get text(): string {
    return this.entries.map(({ message, stack }) => `${message}\n${stack ?? ''}`).join('\n');
  }

  private record(level: string) {
    return (message: unknown, ...rest: unknown[]): void => {
      const strings = rest.filter((value): value is string => typeof value === 'string');
      const context = strings.pop();
      const { msg = message, converge: fields, err } = Object(message);
      const stack = err?.stack ?? strings.pop();
      this.entries.push({ level, message: String(msg), context, stack, fields });
    };
  }
}
