/**
 * What compiles and what does not: the properties that the mappers of an event give. What
 * readable-errors.spec.ts refuses is not repeated.
 */
import {
  aliases,
  contact,
  money,
  TrackConverge,
  type CartItemDto,
  type OrderItemDto,
  type PlacedOrderDto,
  type PropertiesMapper,
  type SubscriptionDto,
} from '../../lib/index.js';
import { order, orderProperties, type Order } from './shop.js';

declare const item: OrderItemDto;
declare const cartItem: CartItemDto;
declare const subscription: SubscriptionDto;
declare const channel: string;

class SubscriptionMapper implements PropertiesMapper<Order, 'Started Subscription'> {
  map(order: Order): SubscriptionDto {
    return orderProperties(order);
  }
}

export class Right {
  @TrackConverge('Placed Order', {
    properties: (order: Order): PlacedOrderDto => orderProperties(order),
  })
  @TrackConverge('Placed Order', {
    properties: (order: Order) => ({
      ...orderProperties(order),
      total_price: money(order.total),
      total_discount: null,
      coupon: undefined,
      items: [item],
      $state: undefined,
      $sales_channel_type: 'pos',
      margin: 0.4,
    }),
    profileProperties: ({ email }: Order) => contact({ email, city: 'Ghent' }),
    aliases: ({ email, id }: Order) => aliases().email(email).custom('order', id),
  })
  @TrackConverge('Placed Order', {
    properties: (order: Order) => ({
      ...orderProperties(order),
      coupon: ['A', 'B'] as const,
      items: [],
    }),
  })
  @TrackConverge('Started Subscription', { properties: SubscriptionMapper })
  @TrackConverge('Cancelled Subscription', { properties: () => subscription })
  @TrackConverge('Placed Recurring Subscription Order', {
    properties: () => ({ ...subscription, items: [cartItem] }),
  })
  @TrackConverge('Viewed Product', { properties: () => ({ ...item, quantity: undefined }) })
  @TrackConverge('Added To Cart', { properties: () => item, profileProperties: () => ({}) })
  @TrackConverge('Signed Up', {
    properties: () => ({}),
    profileProperties: () => ({ $email: 'x' }),
  })
  order() {
    return order;
  }
}

export class Wrong {
  // @ts-expect-error the name in other letters
  @TrackConverge('placed_order')
  // @ts-expect-error the pixel's own event
  @TrackConverge('$page_load')
  // @ts-expect-error Converge derives it
  @TrackConverge('New Customer Order')
  @TrackConverge('Placed Order', {
    // @ts-expect-error money() gives nothing for nothing
    properties: (order: Order) => ({ ...orderProperties(order), total_tax: money(null) }),
  })
  @TrackConverge('Placed Order', {
    // @ts-expect-error money as a string, later
    properties: async (order: Order) => ({ ...orderProperties(order), total_tax: '0' }),
  })
  // @ts-expect-error the class gives a subscription: $is_new_customer and more are missing
  @TrackConverge('Placed Order', { properties: SubscriptionMapper })
  @TrackConverge('Placed Order', {
    // @ts-expect-error any string as the sales channel
    properties: (order: Order) => ({ ...orderProperties(order), $sales_channel_type: channel }),
  })
  @TrackConverge('Placed Order', {
    // @ts-expect-error "guest" is no boolean
    properties: (order: Order) => ({ ...orderProperties(order), $is_new_customer: 'guest' }),
  })
  @TrackConverge('Placed Order', {
    // @ts-expect-error a numeric id
    properties: (order: Order) => ({ ...orderProperties(order), id: 7 }),
  })
  @TrackConverge('Placed Order', {
    // @ts-expect-error an item without its currency
    properties: (order: Order) => ({
      ...orderProperties(order),
      items: [{ product_id: '1', name: 'Chai', price: 18, quantity: 1 }],
    }),
  })
  @TrackConverge('Placed Order', {
    // @ts-expect-error one item instead of a list
    properties: (order: Order) => ({ ...orderProperties(order), items: item }),
  })
  // @ts-expect-error the profile needs an email
  @TrackConverge('Placed Order', { profileProperties: () => ({ vip: true }) })
  @TrackConverge('Placed Order', {
    // @ts-expect-error contact() knows an email only if it is given one
    profileProperties: () => contact({ city: 'Ghent' }),
  })
  // @ts-expect-error aliases are a list
  @TrackConverge('Placed Order', { aliases: () => 'urn:email:jane@example.com' })
  // @ts-expect-error aliases are strings
  @TrackConverge('Placed Order', { aliases: () => [7] })
  // @ts-expect-error an id is no object
  @TrackConverge('Placed Order', { eventId: (order: Order) => order })
  // @ts-expect-error yes or no
  @TrackConverge('Placed Order', { when: () => 'always' })
  order() {
    return order;
  }
}
