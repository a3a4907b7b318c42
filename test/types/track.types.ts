/** What compiles and what does not: events that are given to ConvergeService.track. */
import {
  aliases,
  contact,
  money,
  type ConvergeEvent,
  type ConvergeService,
  type PlacedOrderDto,
} from '../../lib/index.js';
import { order, orderProperties } from './shop.js';

declare const converge: ConvergeService;
declare const properties: PlacedOrderDto;
declare const event: ConvergeEvent<'Placed Order'>;

const rest = { event_id: '1', aliases: ['urn:a:b'] };
const profile_properties = { $email: 'jane@example.com' };
const subscription = { total_price: 1, total_tax: 0, currency: 'EUR', $email: 'jane@example.com' };

export const right = [
  converge.track(event),
  converge.track({ event_name: 'Placed Order', properties, profile_properties, ...rest }),
  converge.track({
    event_name: 'Placed Order',
    event_id: order.id,
    properties: { ...orderProperties(order), items: [], margin: 0.4, $sales_channel_type: 'pos' },
    profile_properties: { ...contact({ email: order.email }), vip: true },
    aliases: aliases().email(order.email),
    timestamp: new Date(),
  }),
  converge.track({
    event_name: 'Cancelled Subscription',
    properties: { ...subscription, id: 'sub-1', total_price: money('7.90') },
    profile_properties,
    ...rest,
  }),
  converge.track({
    event_name: 'Viewed Cart',
    properties: { ...properties, items: null },
    profile_properties: {},
    ...rest,
  }),
];

export const wrong = [
  // @ts-expect-error an event of the pixel
  converge.track({ event_name: '$page_load', properties, profile_properties, ...rest }),
  // @ts-expect-error properties are missing
  converge.track({ event_name: 'Placed Order', profile_properties, ...rest }),
  // @ts-expect-error there is no id
  converge.track({ event_name: 'Placed Order', properties, profile_properties, aliases: [] }),
  converge.track({
    event_name: 'Placed Order',
    // @ts-expect-error a numeric id
    event_id: 7,
    properties,
    profile_properties,
    aliases: ['urn:a:b'],
  }),
  converge.track({
    event_name: 'Placed Order',
    properties,
    profile_properties,
    event_id: '1',
    // @ts-expect-error one alias instead of a list
    aliases: 'urn:a:b',
  }),
];
