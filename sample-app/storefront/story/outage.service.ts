import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SandboxClient } from './sandbox-client.js';

export const OUTAGE_SECONDS = 20;

/** Times are ISO 8601 in UTC. */
export interface Outage {
  readonly startedAt: string;
  /** When it ends by itself. */
  readonly endsAt: string;
  /** When it has ended. */
  readonly endedAt?: string;
}

/** Breaks Converge for a while. */
@Injectable()
export class OutageService implements OnModuleDestroy {
  private latest: Outage | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sandbox: SandboxClient) {}

  async begin(): Promise<void> {
    if (this.isRunning) return;
    await this.sandbox.break();
    const now = Date.now();
    const ms = OUTAGE_SECONDS * 1000;
    this.latest = { startedAt: toIso(now), endsAt: toIso(now + ms) };
    // Without the sandbox, there is nothing to end.
    this.timer = setTimeout(() => void this.end().catch(() => {}), ms);
  }

  async end(): Promise<void> {
    await this.sandbox.repair();
    this.close();
  }

  /**
   * The outage that runs, or the last one.
   *
   * @param isBroken whether Converge fails now: somebody may have repaired it in the sandbox
   */
  look(isBroken: boolean): Outage | undefined {
    if (!isBroken) this.close();
    return this.latest;
  }

  /** The shutdown delivers what is left. */
  async onModuleDestroy(): Promise<void> {
    if (this.isRunning) await this.end().catch(() => this.close());
  }

  private get isRunning(): boolean {
    return this.latest !== undefined && this.latest.endedAt === undefined;
  }

  private close(): void {
    clearTimeout(this.timer);
    if (this.isRunning) this.latest = { ...this.latest!, endedAt: toIso(Date.now()) };
  }
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
