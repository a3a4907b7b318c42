/**
 * The types of the JSON API, for its handlers and for the page in `sandbox/page`, which imports nothing
 * else of this library.
 */
import type { Delivery, FaultState } from './api/delivery-types.js';
import type { ProfileDetail, ProfilePage } from './api/profile-types.js';
import type {
  ExampleEvent,
  Facets,
  RequestDetail,
  RequestPage,
  SandboxOutcome,
} from './api/request-types.js';
import type { EventCoverage, WarningGroup } from './api/warning-types.js';
import type { ShopState } from './shop/shop-types.js';

export type { Violation } from '../../lib/event/violation.js';
export type * from './api/delivery-types.js';
export type * from './api/profile-types.js';
export type * from './api/request-types.js';
export type * from './api/warning-types.js';
export type * from './shop/shop-types.js';

/** The answers to `GET /api/<path>`; an asterisk stands for a number or id. */
export interface Answers {
  readonly about: About;
  readonly coverage: readonly EventCoverage[];
  readonly delivery: Delivery;
  readonly examples: readonly ExampleEvent[];
  readonly facets: Facets;
  readonly fault: FaultState;
  readonly profiles: ProfilePage;
  readonly 'profiles/*': ProfileDetail;
  readonly requests: RequestPage;
  readonly 'requests/*': RequestDetail;
  readonly shop: ShopState;
  readonly warnings: readonly WarningGroup[];
}

export interface About {
  readonly endpoint: string;
  /** The default token, which is no secret; null for any other. */
  readonly token: string | null;
  readonly maxEvents: number;
  readonly isOnDisk: boolean;
  /** The path of the outbox that is shown; null without one. */
  readonly outbox: string | null;
  /** A sentence for each thing that Converge does not document. */
  readonly simulated: readonly string[];
  readonly eventNames: readonly string[];
  readonly outcomes: Readonly<Record<SandboxOutcome, number>>;
  /** The number of profiles that seem to hold several customers. */
  readonly suspiciousProfiles: number;
  /** Changes with every request and every clearing. */
  readonly revision: string;
}
