import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional } from 'class-validator';
import { IsEventTime, IsJsonObject, IsNonEmptyString } from './constraints.js';

/** How many aliases an event may have. */
export const MAX_ALIASES = 10;

/**
 * The body of Converge's webhook, exactly as documented: these keys and no others. The message of
 * each check is the advice that a violation gives.
 *
 * @publicApi
 */
export class ConvergeEventDto {
  /** What happened, e.g. `Placed Order`. */
  @IsNonEmptyString({ message: 'give the event a name, e.g. "Placed Order"' })
  event_name!: string;

  /** The deduplication key: Converge drops a second event with the same one. */
  @IsNonEmptyString({
    message: 'give the event an id that stays the same when it is sent again, e.g. the order id',
  })
  event_id!: string;

  /** Spec fields plus custom ones. */
  @IsJsonObject({ message: 'give an object of properties ({} if there are none)' })
  properties!: Record<string, unknown>;

  /** What is true of the customer beyond this event. */
  @IsJsonObject({ message: 'give an object of profile properties ({} if there are none)' })
  profile_properties!: Record<string, unknown>;

  /** 1 to 10 identities of the customer, `urn:<name>:<value>`. */
  @IsArray({ message: 'give an array of aliases, e.g. ["urn:email:<email>"]' })
  @ArrayMinSize(1, { message: 'give at least one alias, e.g. "urn:email:<email>"' })
  @ArrayMaxSize(MAX_ALIASES, { message: `give at most ${MAX_ALIASES} aliases` })
  @IsNonEmptyString({
    each: true,
    message: 'give each alias as a string, e.g. "urn:email:<email>"',
  })
  aliases!: string[];

  /** When it happened: ISO 8601 with a timezone, or UTC epoch seconds. */
  @IsOptional()
  @IsEventTime({
    message:
      'give ISO 8601 with a timezone ("2024-09-02T12:34:56Z"), or whole UTC epoch seconds (not milliseconds)',
  })
  timestamp?: string | number;
}
