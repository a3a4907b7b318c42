/** The script of the shop. It inserts data only as text, never as HTML. */
export const pageScript = `
'use strict';
const byId = (id) => document.getElementById(id);
const shop = JSON.parse(byId('shop').textContent);
const orderForm = byId('order');
const subscriptionForm = byId('subscription');
const newsletterForm = byId('newsletter');
const cancelButton = byId('cancel');
const quantities = new Map();
/** How long the shop took to answer, in milliseconds, by order id. */
const answerTimes = new Map();

function element(name, text, parent, className) {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  if (parent) parent.append(created);
  return created;
}

/** With as many digits as the currency has. */
function money(amount, currency = shop.currency) {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount);
}

/** The start of an id, which tells it from the others on this page. */
const shortId = (id) => id.slice(0, 8);

function showProducts() {
  for (const [index, product] of shop.products.entries()) {
    const item = element('li', undefined, byId('products'));
    const label = element('label', undefined, item);
    element('span', product.name, label, 'name');
    element('span', product.pack, label, 'hint');
    element('span', money(product.price), item, 'price');
    const quantity = element('input', undefined, item);
    Object.assign(quantity, { type: 'number', min: 0, max: 999, value: index < 2 ? 2 - index : 0 });
    quantity.id = label.htmlFor = 'quantity-' + product.id;
    quantity.required = true;
    quantities.set(product, quantity);
  }
}

function lines() {
  const ordered = [...quantities].filter(([, { value }]) => Number(value) > 0);
  return ordered.map(([{ id, name, price }, { value }]) => (
    { productId: id, name, unitPrice: price, quantity: Number(value), discount: 0 }
  ));
}

/** Shows what will be ordered, and by whom. */
function showOrder() {
  const ordered = lines();
  const goods = ordered.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
  const freight = goods > 0 ? shop.freight : 0;
  const rows = [['Goods', goods], ['Freight', freight], ['Total', goods + freight]];
  byId('sums').replaceChildren();
  for (const [name, amount] of rows) {
    const row = element('div', undefined, byId('sums'));
    element('dt', name, row);
    element('dd', money(amount), row);
  }
  byId('total').textContent = money(goods + freight);
  const names = ordered.map(({ quantity, name }) => quantity + ' × ' + name);
  byId('basket').textContent = names.join(', ') || 'Nothing chosen';
  const { contact, city } = fields(orderForm, ['contact', 'city']);
  byId('buyer').textContent = [contact, city].filter(Boolean).join(' in ');
}

function fields(form, names) {
  const data = new FormData(form);
  return Object.fromEntries(names.map((name) => [name, data.get(name).trim() || undefined]));
}

const customer = () => fields(orderForm, ['id', 'company', 'contact', 'email', 'phone']);

/** @throws an Error with the shop's own message */
async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body && { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const answer = text === '' ? {} : JSON.parse(text);
  if (!response.ok) throw new Error([answer.message].flat().join(', '));
  return answer;
}

/**
 * Shows the result of an action in a status region, which screen readers announce. A click while another
 * action runs counts as well.
 */
async function run(answer, action) {
  answer.className = 'answer';
  try {
    const shown = await action();
    answer.replaceChildren();
    for (const text of shown) element('span', text + ' ', answer);
    answer.classList.add('done');
  } catch (error) {
    answer.replaceChildren();
    element('span', 'Failed: ' + error.message, answer);
    answer.classList.add('failed');
  }
}

function onSubmit(form, answer, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(answer, action);
  });
}

onSubmit(orderForm, byId('order-answer'), async () => {
  const ordered = lines();
  if (ordered.length === 0) throw new Error('choose at least one product.');
  const ship = fields(orderForm, ['address', 'city', 'region', 'postalCode', 'country']);
  const startedAt = performance.now();
  const order = await call('POST', '/orders',
    { freight: shop.freight, customer: customer(), ship, lines: ordered });
  const ms = Math.max(1, Math.round(performance.now() - startedAt));
  answerTimes.set(order.id, ms);
  return ['Thank you: order ' + shortId(order.id) + ' was answered in ' + ms + ' ms.'];
});

let subscriptionId;
const subscriptionAnswer = subscriptionForm.querySelector('.answer');
onSubmit(subscriptionForm, subscriptionAnswer, async () => {
  if (!orderForm.reportValidity()) throw new Error('fill in the customer of the order.');
  const plan = new FormData(subscriptionForm).get('plan');
  const subscription = await call('POST', '/subscriptions', { customer: customer(), plan });
  subscriptionId = subscription.id;
  cancelButton.hidden = false;
  return ['Subscribed: ' + subscription.plan.name + ' for ' + subscription.customer.contact + '.'];
});
cancelButton.addEventListener('click', () => void run(subscriptionAnswer, async () => {
  const { plan } = await call('POST', '/subscriptions/' + encodeURIComponent(subscriptionId) + '/cancel', {});
  cancelButton.hidden = true;
  return ['Cancelled: ' + plan.name + '.'];
}));

onSubmit(newsletterForm, newsletterForm.querySelector('.answer'), async () => {
  const { customer: { email } } = await call('POST', '/newsletter', fields(newsletterForm, ['email']));
  return [email + ' gets our news from now on.'];
});

showProducts();
showOrder();
orderForm.addEventListener('input', showOrder);
for (const { id, name, price } of shop.plans) {
  element('option', name + ', ' + money(price), subscriptionForm.elements.plan).value = id;
}

/** A field with a problem must be seen. */
const openDetails = () => (byId('details').open = true);
byId('details').addEventListener('invalid', openDetails, true);
document.querySelector('a[href="#details"]').addEventListener('click', openDetails);
`;
