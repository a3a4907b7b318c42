/**
 * Why an event was never sent to Converge, on purpose or not: `consent` and `filter` (the options `consent`
 * and `beforeSend` dropped it), `disabled` (the module was), `full` (the outbox refused it), `discarded` (an
 * operator deleted the dead letter), `deleted` (a dead letter was too old, or had to make room).
 */
export type DroppedBy = 'consent' | 'filter' | 'disabled' | 'full' | 'discarded' | 'deleted';

/** What the ledger keeps of an event: no property and no alias. */
export interface LedgerEntry {
  readonly eventId: string;
  readonly eventName: string;
  readonly outcome: 'delivered' | DroppedBy;
  /** In milliseconds since the epoch; the file keeps seconds. */
  readonly at: number;
}

/** How many entries are kept in a process's memory: about 20 MB. */
export const MAX_ENTRIES = 100_000;

/** Which events an audit is about. */
export interface AuditQuery {
  readonly ids: readonly string[];
  /** Only events of this name: several events may have the same id. */
  readonly eventName?: string;
  /** What happened before does not count; in milliseconds since the epoch. */
  readonly since?: number;
}

/** What has become of an event, by its `event_id`. */
export interface AuditAnswer {
  readonly id: string;
  /**
   * `delivered`, `queued` (it will be sent), `dead` (a dead letter), `held` (recorded for another token or
   * endpoint, see `adopt`), `dropped` (see `droppedBy`), or `missing`: the outbox knows nothing of it.
   */
  readonly state: AuditState;
  /** Undefined if it is missing. */
  readonly eventName?: string;
  /** When it was delivered, recorded, dropped, or became a dead letter; milliseconds since the epoch. */
  readonly at?: number;
  /** Why it was dropped. */
  readonly droppedBy?: DroppedBy;
  /** Why it is a dead letter; may contain Converge's answer, and so personal data. */
  readonly reason?: string;
  /** The status with which Converge refused it. */
  readonly status?: number;
  /** Whether a replay would skip the dead letter. */
  readonly undeliverable?: boolean;
  /** Whether that was for another source: another token or endpoint than now. */
  readonly isOtherSource?: boolean;
}

/** In order of precedence: the first one holds for an id with several. */
export const AUDIT_STATES = ['delivered', 'queued', 'dead', 'held', 'dropped', 'missing'] as const;

/** What has become of an event. */
export type AuditState = (typeof AUDIT_STATES)[number];

/** What an audit needs of a record; only dead letters have the optional parts. */
export interface KeptRecord extends Pick<AuditAnswer, 'reason' | 'status' | 'undeliverable'> {
  readonly eventName: string;
  readonly recordedAt: number;
  readonly diedAt?: number;
}

/** Finds an answer for each id among all that is known. */
export class Audit {
  private readonly found = new Map<string, AuditAnswer>();

  constructor(private readonly query: AuditQuery) {
    for (const id of query.ids) this.found.set(id, { id, state: 'missing' });
  }

  add(answer: AuditAnswer): void {
    const { id, eventName, at = Infinity } = answer;
    const known = this.found.get(id);
    if (known === undefined || !isBetter(answer, known)) return;
    const { eventName: wanted = eventName, since = 0 } = this.query;
    // The ledger of a file knows whole seconds.
    if (eventName === wanted && at > since - 1_000) this.found.set(id, answer);
  }

  /** A record that the outbox has. */
  addRecord(id: string, record: KeptRecord, isOtherSource = false): void {
    const { eventName, recordedAt, diedAt, reason, status, undeliverable } = record;
    const at = diedAt ?? recordedAt;
    if (isOtherSource) this.add({ id, state: 'held', eventName, at });
    else if (diedAt === undefined) this.add({ id, state: 'queued', eventName, at });
    else this.add({ id, state: 'dead', eventName, at, reason, status, undeliverable });
  }

  addEntry({ eventId: id, eventName, outcome, at }: LedgerEntry, isOtherSource?: boolean): void {
    const other = isOtherSource === true ? { isOtherSource } : {};
    if (outcome === 'delivered') this.add({ id, state: 'delivered', eventName, at, ...other });
    else this.add({ id, state: 'dropped', eventName, at, droppedBy: outcome, ...other });
  }

  /** One for each id, in their order. */
  answers(): AuditAnswer[] {
    return this.query.ids.map((id) => this.found.get(id)!);
  }
}

/** Of two that are equally good, the later one: an event may be dropped twice, for different reasons. */
function isBetter(answer: AuditAnswer, known: AuditAnswer): boolean {
  const rank = ({ state, isOtherSource = false }: AuditAnswer) =>
    2 * AUDIT_STATES.indexOf(state) + Number(isOtherSource);
  const difference = rank(answer) - rank(known);
  return difference === 0 ? (answer.at ?? 0) >= (known.at ?? 0) : difference < 0;
}

/** The `event_id` in the body of a record; undefined if it has none. */
export function eventIdOf(body: string): string | undefined {
  try {
    const { event_id: id } = JSON.parse(body) as { event_id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
