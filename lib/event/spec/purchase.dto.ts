import type { SalesChannelType } from '../formats.js';
import { ContactDto } from './contact.dto.js';
import { OptionalField, SALES_CHANNEL, withFieldsOf } from './field.js';
import { TotalsDto } from './totals.dto.js';

/** What orders and subscriptions have in common. @publicApi */
export class PurchaseDto extends withFieldsOf(ContactDto, TotalsDto) {
  /** How it was sold; `web` where it is missing. */
  @OptionalField(SALES_CHANNEL)
  $sales_channel_type?: SalesChannelType | null;
}
