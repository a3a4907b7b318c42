import type { ProfileOf, PropertiesOf } from './spec/converge-events.interface.js';
import type { Aliases } from './values/aliases.js';

/**
 * An event as an application gives it: Converge's own keys, and values that need not be JSON yet
 * (a `Date` is fine; undefined, null and empty strings inside both objects are left out).
 *
 * @publicApi
 */
export interface ConvergeEvent<
  Name extends string = string,
  Properties extends PropertiesOf<Name> = PropertiesOf<Name>,
  Profile extends ProfileOf<Name> = ProfileOf<Name>,
> {
  /** What happened, e.g. `Placed Order`. */
  event_name: Name;
  /** The deduplication key: the same for every attempt to report the same fact. */
  event_id: string;
  /** What is true of the event; Converge's spec fields plus custom ones. */
  properties: Properties;
  /** What is true of the customer. */
  profile_properties: Profile;
  /** 1 to 10 identities of the customer, `urn:<name>:<value>`. */
  aliases: readonly string[] | Aliases;
  /**
   * When it happened: ISO 8601 with a timezone, UTC epoch seconds, or a Date.
   *
   * @default the moment at which it is tracked
   */
  timestamp?: string | number | Date;
}
