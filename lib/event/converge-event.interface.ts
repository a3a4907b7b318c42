import type { ContactDto, EVENT_SPEC } from './spec/event-spec.js';
import type { Aliases } from './values/aliases.js';

type Spec = typeof EVENT_SPEC;

type SpecEvents = { [Name in keyof Spec]: InstanceType<Spec[Name]['properties']> };

/**
 * An event as an application gives it: Converge's own keys, and values that need not be JSON yet
 * (a `Date` is fine; undefined, null and empty strings inside both objects are left out).
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

/**
 * The events that can be tracked, each with the type of its `properties`. A project adds its own:
 *
 * @example
 * ```ts
 * declare module 'nestjs-converge' {
 *   interface ConvergeEvents {
 *     'Booked Fitting': BookedFittingDto;
 *   }
 * }
 * ```
 */
export interface ConvergeEvents extends SpecEvents {}

/**
 * The name of an event that can be tracked: of
 * [Converge's spec](https://github.com/nestjs-converge/nestjs-converge/blob/main/docs/events.md), or of the
 * application, if it is declared in {@link ConvergeEvents}.
 */
export type EventName = Extract<keyof ConvergeEvents, string>;

/** What the `properties` of an event hold at least; custom ones may be added. */
export type PropertiesOf<Name extends string> = Name extends EventName
  ? ConvergeEvents[Name]
  : object;

/** What the `profile_properties` of an event hold at least; custom ones may be added. */
export type ProfileOf<Name extends string> = Name extends keyof Spec
  ? Spec[Name]['profile_properties'] extends typeof ContactDto
    ? ContactDto
    : object
  : object;
