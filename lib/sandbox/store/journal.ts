import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppendFile } from './append-file.js';
import { HEADER, readArrival, writeArrival } from './journal-line.js';
import { readLines } from './read-lines.js';
import type { Arrival } from './stored-request.interface.js';

/** How large a file may grow beyond twice of what it held after it was last written anew. */
const SLACK_BYTES = 64 * 1024 * 1024;

/**
 * Keeps requests in a file of JSON lines, so that they survive a restart. It belongs to one sandbox at
 * a time, and is readable by its owner only.
 */
export class Journal {
  private file: AppendFile;
  private sizeWhenNew = 0;

  /** @throws where the file can't be written, or holds something else */
  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.file = new AppendFile(path);
    this.begin();
    chmodSync(path, 0o600);
  }

  /** What was kept, oldest first. The beginning of a line that was never finished is removed. */
  *read(): Generator<Arrival> {
    let end = 0;
    for (const { text, endsAt } of readLines(this.file.descriptor)) {
      end = endsAt;
      const arrival = readArrival(text);
      if (arrival !== undefined) yield arrival;
    }
    this.file.truncate(end);
  }

  append(arrival: Arrival): void {
    this.file.append(writeArrival(arrival));
  }

  /** Whether most of the file may be about what was forgotten. */
  get isLarge(): boolean {
    return this.file.size > 2 * this.sizeWhenNew + SLACK_BYTES;
  }

  /** Writes the file anew, with these requests only. */
  rewrite(arrivals: Iterable<Arrival>): void {
    const path = `${this.path}.new`;
    const file = new AppendFile(path);
    try {
      file.truncate(0);
      file.append(HEADER);
      for (const arrival of arrivals) file.append(writeArrival(arrival));
      renameSync(path, this.path);
    } catch (error) {
      file.close();
      throw error;
    }
    this.file.close();
    this.file = file;
    this.sizeWhenNew = file.size;
  }

  close(): void {
    this.file.close();
  }

  /** Nothing is written to a file that somebody else made. */
  private begin(): void {
    const first = this.file.readStart(HEADER.length + 1);
    if (first === `${HEADER}\n`) return;
    if (!HEADER.startsWith(first)) {
      this.file.close();
      throw new Error(
        `Choose another path for the sandbox's data: ${this.path} holds something else`,
      );
    }
    this.file.truncate(0);
    this.file.append(HEADER);
  }
}
