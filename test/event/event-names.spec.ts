import { describe, expect, it } from '@jest/globals';
import { EVENT_SPEC } from '../../lib/event/spec/event-spec.js';
import { nearestEventName } from '../../lib/event/check-spec.js';

/** Names that mean one of the spec. */
const MEANT = {
  'Placed Order':
    'Place Order|placed order|placedOrder|placed_order|PLACED-ORDER|placedorder| Placed  Order |' +
    'Palced Order|Placed Ordre|Placed Ordr|Placed Orders',
  'Viewed Product': 'Viewed Prodcut',
  'Viewed Collection': 'Viewed Colection',
  'Viewed Cart': 'View Cart',
  'Added To Cart': 'Aded To Cart|Add To Cart|Added to cart',
  'Started Checkout': 'StartedCheckOut',
  'Added Payment Info': 'Add Payment Info',
  'Started Subscription': 'Started Subscripton',
  'Cancelled Subscription': 'Canceled Subscription|Cancled Subscription|Cancel Subscription',
  'Placed Recurring Subscription Order': 'Placed Recuring Subscription Order',
  'Signed Up': 'Signup',
  'Logged In': 'Log In',
};

/** Events of shops that are one or two letters from one of the spec, or share a word with one. */
const OTHERS = `
  Signed In | Signed Out | Logged Out | Logged On | Packed Order | Replaced Order | Traced Order
  Placed Offer | Viewed Card | Viewed Chat | Viewed Page | Started Chat | Viewed Promotion
  Placed Order B2B | Placed Order v2 | Paid Order | Refunded Order | Paused Subscription
  Added To Wishlist | Removed From Cart | Added Payment Method | Booked Fitting | Order | Viewed
  注文 | constructor | __proto__`;

describe('nearestEventName', () => {
  it.each(
    Object.entries(MEANT).flatMap(([nearest, names]) =>
      names.split('|').map((name) => [name, nearest]),
    ),
  )('takes %p for %p', (name, nearest) => {
    expect(nearestEventName(name)).toBe(nearest);
  });

  it.each([...OTHERS.trim().split(/ \| |\n */), '', '!!'])('takes %p for its own', (name) => {
    expect(nearestEventName(name)).toBeUndefined();
  });

  it.each(Object.keys(EVENT_SPEC))('has nothing to say about %s', (name) => {
    expect(nearestEventName(name)).toBeUndefined();
  });

  it('suggests no event that is never sent', () => {
    for (const name of ['page_load', '$pageload', 'New Customer Orders', 'new customer order']) {
      expect(nearestEventName(name)).toBeUndefined();
    }
  });
});
