/** What compiles and what does not: mapper classes, shared options, and the alias builder. */
import {
  aliases,
  type ProfilePropertiesMapper,
  type PropertiesMapper,
  type PropertiesOf,
  type TrackOptions,
} from '../../lib/index.js';
import { LooseMapper, OrderMapper, type Order } from './shop.js';

export class MissingMapper implements PropertiesMapper<Order, 'Placed Order'> {
  // @ts-expect-error the mapper says for which event it is, and gives too little
  map({ id }: Order) {
    return { id };
  }
}

export const right: [
  TrackOptions<Order, 'Placed Order'>,
  TrackOptions<Order>,
  ProfilePropertiesMapper<Order, 'Viewed Cart'>,
  PropertiesOf<'Signed Up'>,
] = [{ properties: OrderMapper }, { properties: LooseMapper }, { map: () => ({}) }, {}];

export const wrong: [
  TrackOptions<Order, 'Placed Order'>,
  ProfilePropertiesMapper<Order, 'Signed Up'>,
] = [
  // @ts-expect-error the class gives too little for this event
  { properties: LooseMapper },
  // @ts-expect-error the profile of this event needs an email
  { map: () => ({}) },
];

// @ts-expect-error the beginning of an alias' name
aliases().custom(7, 'x');
// @ts-expect-error an object is no value
aliases().email({ address: 'jane@example.com' });
// @ts-expect-error there is no such alias
aliases().telephone('+1');
