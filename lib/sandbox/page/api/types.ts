/** What the sandbox's JSON API answers, as far as the page uses it. */

export type Outcome = 'accepted' | 'duplicate' | 'refused' | 'unauthorised' | 'misbehaved';

export const OUTCOMES: readonly Outcome[] = [
  'accepted',
  'duplicate',
  'refused',
  'unauthorised',
  'misbehaved',
];

export interface About {
  readonly endpoint: string;
  readonly maxEvents: number;
  readonly isOnDisk: boolean;
  /** What Converge does not document, in sentences. */
  readonly simulated: readonly string[];
  readonly eventNames: readonly string[];
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** One POST to the webhook, as a line of the log. */
export interface Summary {
  readonly number: number;
  readonly eventName: string | null;
  readonly eventId: string | null;
  readonly aliases: readonly string[];
  readonly eventTime: string | null;
  readonly receivedAt: string;
  /** How many POSTs with this event id came so far, this one included. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Null where nothing was answered. */
  readonly status: number | null;
  readonly warnings: number;
  /** In words, why it was not taken or how the sandbox misbehaved; null if neither. */
  readonly reason: string | null;
}

/** Something that is wrong with an event, or that Converge would flag. */
export interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly received: string;
  readonly advice: string;
}

export interface Difference {
  readonly path: string;
  /** Missing where there is no value. */
  readonly here?: unknown;
  readonly there?: unknown;
}

/** Another POST with the same event id. */
export interface Copy {
  readonly number: number;
  readonly receivedAt: string;
  readonly outcome: Outcome;
  /** Whether its body is the same, byte for byte. */
  readonly isSameText: boolean;
  readonly differences: readonly Difference[];
}

export interface Detail extends Omit<Summary, 'warnings'> {
  /** What of it is simulated, in sentences. */
  readonly simulated: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: unknown;
  readonly violations: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly copies: readonly Copy[];
}

export interface RequestPage {
  readonly revision: string;
  readonly total: number;
  readonly matched: number;
  readonly requests: readonly Summary[];
  readonly next: number | null;
}

export interface Verdict {
  readonly verdict: 'accepted' | 'accepted with warnings' | 'refused';
  readonly eventName: string | null;
  readonly inSpec: boolean;
  readonly violations: readonly Finding[];
  readonly warnings: readonly Finding[];
}
