import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseJson } from '../http/read-body.js';
import type { Arrival } from './stored-request.js';

/** The first line of the file: its owner and its format. */
export const HEADER = JSON.stringify({ file: 'nestjs-converge sandbox', version: 1 });
/** How far a file may grow beyond twice its size after the last rewrite, in bytes. */
const SLACK_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;
const UNFINISHED = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.new$/;

const { O_APPEND, O_CREAT, O_EXCL, O_RDWR } = constants;
/** Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/**
 * Keeps requests in a file of JSON lines, so that they survive a restart. It belongs to one sandbox at
 * a time, and is readable by its owner only.
 */
export class Journal {
  private file: AppendFile;
  private sizeWhenNew = 0;

  /** @throws if the file cannot be written, or has other content */
  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.file = new AppendFile(path, O_CREAT);
    try {
      this.begin();
      this.removeUnfinished();
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  /** The kept requests, oldest first. An unfinished last line is removed. */
  *read(): Generator<Arrival> {
    let end = 0;
    for (const { text, endsAt } of this.file.lines()) {
      end = endsAt;
      const arrival = readArrival(text);
      if (arrival !== undefined) yield arrival;
    }
    this.file.truncate(end);
  }

  append(arrival: Arrival): void {
    this.file.append(writeArrival(arrival));
  }

  /** Whether the file has grown enough to be rewritten. */
  get isLarge(): boolean {
    return this.file.size > 2 * this.sizeWhenNew + SLACK_BYTES;
  }

  /** Replaces the file by one with these requests only. */
  rewrite(arrivals: Iterable<Arrival>): void {
    const path = `${this.path}.${randomUUID()}.new`;
    const file = new AppendFile(path, O_CREAT | O_EXCL);
    try {
      file.append(HEADER);
      for (const arrival of arrivals) file.append(writeArrival(arrival));
      renameSync(path, this.path);
    } catch (error) {
      file.close();
      rmSync(path, { force: true });
      throw error;
    }
    this.file.close();
    this.file = file;
    this.sizeWhenNew = file.size;
  }

  close(): void {
    this.file.close();
  }

  /** What a rewrite left that was killed. */
  private removeUnfinished(): void {
    const [folder, name] = [dirname(this.path), `${basename(this.path)}.`];
    for (const each of readdirSync(folder)) {
      const isOwn = each.startsWith(name) && UNFINISHED.test(each.slice(name.length));
      if (isOwn) rmSync(join(folder, each));
    }
  }

  /** Throws for a file that is not this user's and the sandbox's, and does not change it. */
  private begin(): void {
    this.file.checkOwner();
    const first = this.file.readStart(HEADER.length + 1);
    if (!`${HEADER}\n`.startsWith(first)) {
      throw new Error(
        `${this.path} was not written by the sandbox: choose another path for its data`,
      );
    }
    this.file.keepPrivate();
    if (first.length > HEADER.length) return;
    this.file.truncate(0);
    this.file.append(HEADER);
  }
}

export function writeArrival(arrival: Arrival): string {
  const { receivedAt, outcome, status, reason, took, answer, violations, headers, body } = arrival;
  const found = violations.length === 0 ? undefined : violations;
  const facts = { receivedAt, outcome, status, reason, took, answer };
  const line = { ...facts, violations: found, headers, body };
  return JSON.stringify(line);
}

/** @returns undefined for the first line, and for a line that the sandbox did not write */
function readArrival(line: string): Arrival | undefined {
  const read = parseJson(line) as Partial<Arrival> | null | undefined;
  if (typeof read?.receivedAt !== 'number' || typeof read.body !== 'string') return undefined;
  const { receivedAt, outcome = 'refused', headers = '{}', body } = read;
  const { status, reason, took, answer, violations = [] } = read;
  return { receivedAt, outcome, status, reason, took, answer, violations, headers, body };
}

/** A file to which lines are added. */
class AppendFile {
  private readonly descriptor: number;
  private bytes: number;
  private isClosed = false;

  /** @param flags whether to create it */
  constructor(
    private readonly path: string,
    flags: number,
  ) {
    this.descriptor = openUnlinked(path, O_APPEND | O_RDWR | flags);
    this.bytes = fstatSync(this.descriptor).size;
  }

  /** @throws for a device or pipe, and for a file of another user, who could read it */
  checkOwner(): void {
    const stats = fstatSync(this.descriptor);
    const user = process.geteuid?.() ?? stats.uid;
    if (!stats.isFile()) {
      throw new Error(`${this.path} is not a regular file: choose another path for its data`);
    }
    if (stats.uid === user) return;
    throw new Error(
      `${this.path} belongs to user ${stats.uid}, not to ${user}, who runs the sandbox: choose another path for its data`,
    );
  }

  keepPrivate(): void {
    fchmodSync(this.descriptor, 0o600);
  }

  get size(): number {
    return this.bytes;
  }

  /** Reads at most so many bytes from its beginning. */
  readStart(length: number): string {
    const start = Buffer.alloc(length);
    return start.toString('utf8', 0, readSync(this.descriptor, start, 0, length, 0));
  }

  /**
   * The finished lines, each with the position after its end. (Node's readline also splits lines at
   * characters that JSON allows within one.)
   */
  *lines(): Generator<{ text: string; endsAt: number }> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    /** The beginning of a line that ends in a later chunk. */
    let parts: Buffer[] = [];
    let position = 0;
    for (;;) {
      const length = readSync(this.descriptor, chunk, 0, CHUNK_BYTES, position);
      if (length === 0) return;
      const read = chunk.subarray(0, length);
      let start = 0;
      for (let end = read.indexOf(NEWLINE); end >= 0; end = read.indexOf(NEWLINE, start)) {
        const text = Buffer.concat([...parts, read.subarray(start, end)]).toString();
        parts = [];
        start = end + 1;
        yield { text, endsAt: position + start };
      }
      // A copy, because the chunk is read into again.
      parts.push(Buffer.from(read.subarray(start)));
      position += length;
    }
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

/** Follows no link: in a folder that others can write to, it may lead to any file. */
function openUnlinked(path: string, flags: number): number {
  try {
    return openSync(path, flags | O_NOFOLLOW, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    throw new Error(`${path} is a link: give the path of the file itself`, { cause: error });
  }
}
