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

/** Breaks Converge for a while. The sandbox ends that by itself. */
@Injectable()
export class OutageService implements OnModuleDestroy {
  private latest: Outage | undefined;

  constructor(private readonly sandbox: SandboxClient) {}

  async begin(): Promise<void> {
    await this.sandbox.break(OUTAGE_SECONDS);
    const now = Date.now();
    this.latest = { startedAt: toIso(now), endsAt: toIso(now + OUTAGE_SECONDS * 1000) };
  }

  end(): Promise<void> {
    return this.sandbox.repair();
  }

  /**
   * The outage that runs, or the last one.
   *
   * @param isBroken whether Converge fails
   * @param askedAt when that was asked, in milliseconds: an answer from before an outage says nothing of it
   */
  look(isBroken: boolean, askedAt: number): Outage | undefined {
    const { latest } = this;
    if (latest !== undefined && !isBroken && askedAt > Date.parse(latest.startedAt)) {
      const endedAt = Math.min(askedAt, Date.parse(latest.endsAt));
      this.latest = { endedAt: toIso(endedAt), ...latest };
    }
    return this.latest;
  }

  /** The shutdown delivers what is left. */
  async onModuleDestroy(): Promise<void> {
    if (this.latest !== undefined && this.latest.endedAt === undefined) {
      await this.end().catch(() => {});
    }
  }
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
