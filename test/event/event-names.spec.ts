import { describe, expect, it } from '@jest/globals';
import { EVENT_SPEC } from '../../lib/event/spec/event-spec.js';
import { nearestEventName } from '../../lib/event/check-spec.js';

/** Events of shops that are one or two letters from one of the spec, or share a word with one. */
const OTHERS = `
  Signed In | Signed Out | Logged Out | Logged On | Packed Order | Replaced Order | Traced Order
  Placed Offer | Viewed Card | Viewed Chat | Viewed Page | Started Chat | Viewed Promotion
  Placed Order B2B | Placed Order v2 | Paid Order | Refunded Order | Paused Subscription
  Added To Wishlist | Removed From Cart | Added Payment Method | Booked Fitting | Order | Viewed
  注文 | constructor | __proto__`;

describe('nearestEventName', () => {
  it.each([
    ['Place Order', 'Placed Order'],
    ['placed order', 'Placed Order'],
    ['placedOrder', 'Placed Order'],
    ['placed_order', 'Placed Order'],
    ['PLACED-ORDER', 'Placed Order'],
    ['placedorder', 'Placed Order'],
    [' Placed  Order ', 'Placed Order'],
    ['Palced Order', 'Placed Order'],
    ['Placed Ordre', 'Placed Order'],
    ['Placed Ordr', 'Placed Order'],
    ['Aded To Cart', 'Added To Cart'],
    ['Placed Orders', 'Placed Order'],
    ['Viewed Prodcut', 'Viewed Product'],
    ['Viewed Colection', 'Viewed Collection'],
    ['View Cart', 'Viewed Cart'],
    ['Add To Cart', 'Added To Cart'],
    ['Added to cart', 'Added To Cart'],
    ['StartedCheckOut', 'Started Checkout'],
    ['Add Payment Info', 'Added Payment Info'],
    ['Started Subscripton', 'Started Subscription'],
    ['Canceled Subscription', 'Cancelled Subscription'],
    ['Cancled Subscription', 'Cancelled Subscription'],
    ['Cancel Subscription', 'Cancelled Subscription'],
    ['Placed Recuring Subscription Order', 'Placed Recurring Subscription Order'],
    ['Signup', 'Signed Up'],
    ['Log In', 'Logged In'],
  ])('takes %p for %p', (name, nearest) => {
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
