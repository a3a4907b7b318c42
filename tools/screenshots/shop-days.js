/** Invented requests of a small shop, in the sandbox's format, with examples for every view. */

const CUSTOMERS = [
  ['LINDQ', 'Mia', 'Lindqvist', 'Luleå', 'SE', '+46 8 465 004 20'],
  ['ROSSI', 'Paolo', 'Rossi', 'Torino', 'IT', '+39 011 498 8260'],
  ['WANGM', 'Mei', 'Wang', 'Seattle', 'US', '+1 206 555 0117'],
  ['OTTIK', 'Henriette', 'Pfalzheim', 'Köln', 'DE', '0221-064 43 27'],
  ['BERGS', 'Christina', 'Berglund', 'Göteborg', 'SE', '+46 31 740 00 70'],
  ['FRANK', 'Peter', 'Franken', 'München', 'Germany', '+49 89 087 731 00'],
  ['GODOS', 'José', 'Freyre', 'Sevilla', 'ES', '+34 955 55 82 82'],
  ['HANAR', 'Mário', 'Pontes', 'Rio de Janeiro', 'BR', '+55 21 55 00 91'],
  ['SAVEA', 'Jose', 'Pavarotti', 'Boise', 'US', '+1 208 555 8097'],
];
const PRODUCTS = [
  ['1', 'Chai', 18],
  ['11', 'Queso Cabrales', 21],
  ['19', 'Teatime Chocolate Biscuits', 9.2],
  ['61', 'Sirop d’érable', 28.5],
  ['72', 'Mozzarella di Giovanni', 34.8],
];
const SECONDS = 290;
const OUTAGE = { from: 120, to: 150 };

/** @returns the requests of the five minutes before `now`, oldest first */
export function shopRequests(now) {
  const requests = [];
  for (let second = 0, order = 10_248; second < SECONDS; second += ((order * 7) % 5) / 4, order++) {
    const at = now - (SECONDS - second) * 1000 + ((order * 137) % 900);
    const event = makeEvent(order, at - 180 - ((order * 61) % 400));
    const isOutage = second > OUTAGE.from && second < OUTAGE.to;
    if (isOutage)
      requests.push(
        failed(event, at),
        arrival(event, at + (OUTAGE.to - second + ((order * 7) % 15)) * 1000),
      );
    else if (order % 47 === 4) requests.push(refused({ ...event, aliases: [] }, at));
    else if (order % 61 === 9) requests.push(unauthorised(event, at));
    else requests.push(arrival(event, at));
    if (order % 29 === 6) requests.push(duplicate(event, at + 700));
  }
  return requests.sort((one, other) => one.receivedAt - other.receivedAt);
}

function makeEvent(order, at) {
  const [id, first, last, city, country, phone] = CUSTOMERS[(order * 5) % CUSTOMERS.length];
  const $email = `${first}@${last}.example`
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^\w.@]/g, '');
  const contact = {
    $email,
    $phone_number: phone,
    $first_name: first,
    $last_name: last,
    $city: city,
    $country_code: country,
  };
  const isSubscription = order % 6 === 1;
  const items = [0, 1].map((line) => makeItem(order + line * 3, line));
  const goods = items.reduce((sum, { price = 0, quantity }) => sum + price * quantity, 0);
  return {
    event_name: isSubscription ? 'Started Subscription' : 'Placed Order',
    event_id: isSubscription ? `subscription-${order}` : `order-${order}`,
    properties: {
      id: `order-${order}`,
      total_price: Math.round((goods + 12.5) * 100) / 100,
      total_tax: 0,
      total_shipping: 12.5,
      currency: 'EUR',
      items,
      $is_new_customer: order < 10_257,
      ...contact,
    },
    profile_properties: contact,
    aliases: [`urn:email:${$email}`, `urn:customer_id:${id}`, ...cartToken(order)],
    timestamp: new Date(at).toISOString(),
  };
}

function makeItem(order, line) {
  const [product_id, name, price] = PRODUCTS[order % PRODUCTS.length];
  const item = { product_id, name, quantity: 1 + ((order + line) % 3), currency: 'EUR' };
  return order % 14 === 3 ? item : { ...item, price };
}

/** Two customers have the same placeholder value. */
function cartToken(order) {
  if (order === 10_251 || order === 10_255) return ['urn:cart_token:guest'];
  return order % 17 === 0 ? [`urn:cart_token:${(order * 7919).toString(36)}`] : [];
}

const HEADERS = JSON.stringify({
  host: '127.0.0.1:4400',
  accept: 'application/json',
  'content-type': 'application/json',
  'x-webhook-token': '[token]',
});

function arrival(event, receivedAt, changes = {}) {
  return {
    receivedAt,
    body: JSON.stringify(event),
    headers: HEADERS,
    outcome: 'accepted',
    status: 200,
    violations: [],
    took: 'event',
    ...changes,
  };
}

function duplicate(event, receivedAt) {
  const note = { ...event, properties: { ...event.properties, total_discount: 2 } };
  return arrival(note, receivedAt, { outcome: 'duplicate', took: 'copy' });
}

/** An arrival of which no event was kept. */
function notKept(event, receivedAt, changes) {
  return arrival(event, receivedAt, { took: undefined, ...changes });
}

function failed(event, receivedAt) {
  const reason = 'simulated failure: status 503';
  return notKept(event, receivedAt, { outcome: 'fault', status: 503, reason });
}

function unauthorised(event, receivedAt) {
  const reason = 'X-Webhook-Token is wrong';
  return notKept(event, receivedAt, { outcome: 'unauthorised', status: 401, reason });
}

function refused(event, receivedAt) {
  const violation = {
    path: 'aliases',
    rule: 'arrayMinSize',
    received: 'an array of length 0',
    advice: 'give at least one alias, e.g. "urn:email:<email>"',
  };
  return notKept(event, receivedAt, {
    outcome: 'refused',
    status: 400,
    reason: "the event breaks Converge's contract",
    violations: [violation],
  });
}
