/** How often it is drawn, in milliseconds. */
const PAUSE_MS = 100;
const WIDTH = 30;

/** A line on a terminal that shows how far a long work is; nothing elsewhere. */
export class ProgressBar {
  private nextAt: number;
  private isDrawn = false;

  /** @param total how much there is to do, undefined if that is unknown */
  constructor(
    private readonly total: number | undefined,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
    private readonly now: () => number = Date.now,
  ) {
    // What is done at once needs no bar.
    this.nextAt = now() + PAUSE_MS;
  }

  update(done: number, remark: string): void {
    if (!this.stream.isTTY || this.now() < this.nextAt) return;
    this.nextAt = this.now() + PAUSE_MS;
    this.isDrawn = true;
    this.stream.write(`\r\u001b[K${this.bar(done)}${remark}`);
  }

  /** Removes it. */
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
