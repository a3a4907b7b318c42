import { isOfPause, type Report, type ReportKind } from './messages.js';

/** What is wrong from a report on, until one of others. */
interface Meaning {
  readonly status: 'down' | 'degraded';
  readonly until: readonly ReportKind[];
}

const TROUBLES: Partial<Readonly<Record<ReportKind, Meaning>>> = {
  // Until an event is taken: see `took`.
  dropped: { status: 'down', until: [] },
  outboxUnavailable: { status: 'degraded', until: ['outboxRestored'] },
  brokerUnavailable: { status: 'degraded', until: ['brokerRestored'] },
  outboxUnwritable: { status: 'degraded', until: ['delivered'] },
  relayInterrupted: { status: 'degraded', until: ['relayRestored'] },
  unauthorised: { status: 'down', until: ['resumed', 'breakerClosed', 'misdirected'] },
  misdirected: { status: 'down', until: ['resumed', 'breakerClosed', 'unauthorised'] },
  breakerOpened: { status: 'degraded', until: ['breakerClosed'] },
};

/** What is wrong now, as the reports say. */
export class Troubles {
  private readonly last = new Map<ReportKind, Report>();

  /** @returns why delivery pauses from this report on, or has paused until it */
  note(report: Report): {
    readonly began?: Report | undefined;
    readonly ended?: Report | undefined;
  } {
    const { kind, key } = report;
    if (this.last.size === 0 && !(kind in TROUBLES)) return {};
    const before = this.pause();
    for (const each of this.last.keys()) {
      if (TROUBLES[each]!.until.includes(kind)) this.last.delete(each);
    }
    // One that is too large says nothing of the next one.
    if (kind in TROUBLES && key !== 'maxEventBytes') this.last.set(kind, report);
    const after = this.pause();
    return { began: before ? undefined : after, ended: after ? undefined : before };
  }

  private pause(): Report | undefined {
    return [...this.last.values()].find(isOfPause);
  }

  /** The outbox has taken an event. */
  took(): void {
    this.last.delete('dropped');
  }

  /** Of each kind, whether it is so now. */
  states(): Record<string, boolean> {
    const kinds = Object.keys(TROUBLES) as ReportKind[];
    return Object.fromEntries(kinds.map((kind) => [kind, this.last.has(kind)]));
  }

  list(): Array<{ readonly report: Report; readonly status: Meaning['status'] }> {
    return [...this.last].map(([kind, report]) => ({ report, status: TROUBLES[kind]!.status }));
  }
}
