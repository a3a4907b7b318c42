/** The least time between two updates, in milliseconds. */
const PAUSE_MS = 100;
const WIDTH = 30;

/** A progress bar on a terminal; prints nothing elsewhere. */
export class ProgressBar {
  private nextAt: number;
  private isDrawn = false;

  /** @param total the amount of work; undefined if unknown */
  constructor(
    private readonly total: number | undefined,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
    private readonly now: () => number = Date.now,
  ) {
    // Work that ends at once needs no bar.
    this.nextAt = now() + PAUSE_MS;
  }

  update(done: number, remark: string): void {
    if (!this.stream.isTTY || this.now() < this.nextAt) return;
    this.nextAt = this.now() + PAUSE_MS;
    this.isDrawn = true;
    this.stream.write(`\r\u001b[K${this.bar(done)}${remark}`);
  }

  /** Removes the bar. */
  end(): void {
    if (this.isDrawn) this.stream.write('\r\u001b[K');
    this.isDrawn = false;
  }

  private bar(done: number): string {
    if (this.total === undefined) return '';
    const share = Math.min(1, done / Math.max(1, this.total));
    const percent = String(Math.floor(share * 100)).padStart(3);
    return `[${'='.repeat(Math.round(share * WIDTH)).padEnd(WIDTH)}] ${percent} %  `;
  }
}
