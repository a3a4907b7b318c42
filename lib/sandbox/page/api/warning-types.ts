/** What `api/warnings` and `api/coverage` answer. */

export interface WarningGroup {
  readonly eventName: string | null;
  readonly path: string;
  readonly rule: string;
  readonly received: string;
  readonly advice: string;
  /** Occurrences. */
  readonly count: number;
  /** Events that have it. */
  readonly events: number;
  /** Of all events of that name, from 0 to 1. */
  readonly share: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly exampleNumber: number;
}

export interface CoveredField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly inSpec: boolean;
  readonly type: string | null;
  readonly sent: 'always' | 'sometimes' | 'never';
  readonly count: number;
  /** How often it could have been sent: events, or entries of the list that it stands in. */
  readonly of: number;
}

export interface EventCoverage {
  readonly eventName: string;
  readonly inSpec: boolean;
  readonly count: number;
  readonly properties: readonly CoveredField[];
  readonly profile_properties: readonly CoveredField[];
}
