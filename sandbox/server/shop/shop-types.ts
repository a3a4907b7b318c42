/** What the outbox's file of an application says. */
export interface ShopState {
  readonly path: string;
  readonly file: 'open' | 'missing' | 'unreadable';
  /** Why the file cannot be read. */
  readonly problem: string | null;
  /** The number of processes that send from it now. */
  readonly senders: number;
  /** Whether an application has used it with this sandbox's endpoint and token. */
  readonly sendsHere: boolean;
  readonly counts: ShopCounts;
  /** When the oldest undelivered event was recorded. */
  readonly oldestAt: string | null;
  /** The newest 50 that are not dead, then the newest 50 dead letters. */
  readonly events: readonly ShopEvent[];
}

/** `held` events were recorded for another endpoint or token. */
export type ShopCounts = Readonly<
  Record<'pending' | 'leased' | 'waiting' | 'dead' | 'held', number>
>;

/** An event in an outbox. It is deleted there when it is delivered. */
export interface ShopEvent {
  /** Its number in the outbox. */
  readonly id: number;
  readonly eventName: string;
  readonly eventId: string | null;
  readonly state: keyof ShopCounts;
  /** The number of attempts that failed. */
  readonly attempts: number;
  readonly recordedAt: string;
  /** When it is tried again. */
  readonly dueAt: string | null;
  readonly diedAt: string | null;
  /** Why it is a dead letter. */
  readonly reason: string | null;
  /** The latest request with its event id, if it has arrived. */
  readonly requestNumber: number | null;
}
