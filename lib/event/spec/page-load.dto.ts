import type { SalesChannelType } from '../formats.js';
import { OptionalField } from './field.js';
import { ID, SALES_CHANNEL, TEXT } from './kinds.js';

/** The properties of `$page_load`, which only the pixel sends. */
export class PageLoadDto {
  /** The visitor's IP address. */
  @OptionalField(TEXT)
  $ip?: string | null;

  /** The page's address. */
  @OptionalField(TEXT)
  $url?: string | null;

  /** The page before it. */
  @OptionalField(TEXT)
  referrer?: string | null;

  /** The browser's timezone. */
  @OptionalField(TEXT)
  timezone?: string | null;

  /** The size of the browser's window. */
  @OptionalField(TEXT)
  viewport?: string | null;

  /** How it was sold; `web` where it is missing. */
  @OptionalField(SALES_CHANNEL)
  $sales_channel_type?: SalesChannelType | null;
}

/** The profile properties of `$page_load`. */
export class VisitorDto {
  /** The visitor's IP address. */
  @OptionalField(TEXT)
  $ip?: string | null;

  /** The id in the pixel's cookie. */
  @OptionalField(ID)
  cookie_id?: string | null;

  /** The browser. */
  @OptionalField(TEXT)
  $user_agent?: string | null;
}
