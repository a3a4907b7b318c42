import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';

const { O_APPEND, O_CREAT, O_RDWR } = constants;

/** A file to which lines are added. */
export class AppendFile {
  readonly descriptor: number;
  private bytes: number;
  private isClosed = false;

  /** Makes the file, for its owner only, where there is none. */
  constructor(path: string) {
    this.descriptor = openSync(path, O_APPEND | O_CREAT | O_RDWR, 0o600);
    this.bytes = fstatSync(this.descriptor).size;
  }

  get size(): number {
    return this.bytes;
  }

  /** At most so many bytes from its beginning. */
  readStart(length: number): string {
    const start = Buffer.alloc(length);
    return start.toString('utf8', 0, readSync(this.descriptor, start, 0, length, 0));
  }

  /** Writes a line as a whole, or nothing of it. */
  append(text: string): void {
    const line = Buffer.from(`${text}\n`);
    try {
      for (let done = 0; done < line.length;) done += writeSync(this.descriptor, line, done);
    } catch (error) {
      ftruncateSync(this.descriptor, this.bytes);
      throw error;
    }
    this.bytes += line.length;
  }

  truncate(size: number): void {
    ftruncateSync(this.descriptor, size);
    this.bytes = size;
  }

  close(): void {
    if (!this.isClosed) closeSync(this.descriptor);
    this.isClosed = true;
  }
}
