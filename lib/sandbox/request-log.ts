import { BoundedList } from './bounded-list.js';
import type { SandboxOutcome, SandboxRequest } from './sandbox-request.interface.js';

/** @internal */
export interface LoggedRequest {
  readonly number: number;
  readonly request: SandboxRequest;
}

/** Every POST to the webhook, and how many of them ended in which way. @internal */
export class RequestLog {
  private readonly kept: BoundedList<LoggedRequest>;
  private counts = noCounts();

  constructor(maxRequests: number) {
    this.kept = new BoundedList(maxRequests);
  }

  add(request: SandboxRequest, number: number): void {
    this.kept.add({ number, request });
    this.counts[request.outcome]++;
  }

  /** Since the start or {@link clear}, forgotten ones included. */
  outcomes(): Readonly<Record<SandboxOutcome, number>> {
    return this.counts;
  }

  all(): SandboxRequest[] {
    return this.kept.toArray().map(({ request }) => request);
  }

  /** Those that no list of events shows, newest first. */
  newestNotTaken(count: number): LoggedRequest[] {
    return this.kept.newest(
      count,
      ({ request: { outcome } }) => outcome !== 'accepted' && outcome !== 'duplicate',
    );
  }

  clear(): void {
    this.kept.clear();
    this.counts = noCounts();
  }
}

function noCounts(): Record<SandboxOutcome, number> {
  return { accepted: 0, duplicate: 0, refused: 0, unauthorised: 0, misbehaved: 0 };
}
