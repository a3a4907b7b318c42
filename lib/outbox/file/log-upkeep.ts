import { statOf, type OpenFile } from './file-opener.js';

/** How many writes lie between two checks of the log's length. */
const CHECK_AFTER = 256;
/**
 * From which length on, in bytes, the log is moved into the file: long enough that few syncs of the disk
 * are needed, and short enough that events do not wait long for it ...
 */
const LONG_LOG = 16 * 1024 ** 2;
/** ... with at least so many writes between two such moves, in case a reader keeps the log from beginning again. */
const MOVE_AFTER = 512;
/** From which length on, in bytes, the log is emptied while nothing is written. */
const QUIET_LOG = 64 * 1024;

/** Keeps the write-ahead log of a file short. */
export class LogUpkeep {
  private written = 0;
  private writtenAtCheck = 0;
  private writtenAtCheckpoint = 0;
  private writtenAtTidyUp = 0;
  /** Whether the log has to be emptied, because it holds deleted data. */
  private mustEmpty = false;

  /**
   * @param opened undefined after a fault
   * @param open opens it again then; may throw
   */
  constructor(
    private readonly opened: () => OpenFile | undefined,
    private readonly open: () => OpenFile,
  ) {}

  noteWritten(records: number): void {
    this.written += records;
  }

  /** Keeps the log short enough to fit into the reserve's space. */
  shorten(): void {
    if (this.written - this.writtenAtCheck < CHECK_AFTER) return;
    this.writtenAtCheck = this.written;
    const length = this.length();
    if (length >= (this.opened()?.reserve.size ?? Infinity)) this.checkpoint('TRUNCATE');
    else if (length >= LONG_LOG && this.written - this.writtenAtCheckpoint >= MOVE_AFTER) {
      this.checkpoint('PASSIVE');
    }
  }

  /** Is called from time to time. */
  tidyUp(): void {
    const isQuiet = this.written === this.writtenAtTidyUp;
    this.writtenAtTidyUp = this.written;
    if (this.mustEmpty) this.empty();
    else if (isQuiet && this.length() >= QUIET_LOG) this.checkpoint('TRUNCATE');
  }

  /**
   * Removes deleted data from the log: now, or as soon as no process reads it.
   *
   * @returns whether it was possible now
   */
  empty(): boolean {
    this.mustEmpty = !this.checkpoint('TRUNCATE');
    return !this.mustEmpty;
  }

  /**
   * Moves the log into the file, as far as no other process reads it, and with TRUNCATE empties it.
   *
   * @returns whether all of that was possible
   */
  checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    this.writtenAtCheckpoint = this.written;
    try {
      const row = this.open().database.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
      return (row as { busy?: number } | undefined)?.busy === 0;
    } catch {
      // Another process is doing it, or the disk is full: the log grows until the next time.
      return false;
    }
  }

  private length(): number {
    const path = this.opened()?.path;
    return path === undefined ? 0 : (statOf(`${path}-wal`)?.size ?? 0);
  }
}
