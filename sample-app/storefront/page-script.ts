/** The script of the page. It inserts data only as text, never as HTML. */
export const pageScript = `
'use strict';
const shop = JSON.parse(document.getElementById('shop').textContent);
const orderForm = document.getElementById('order');
const subscriptionForm = document.getElementById('subscription');
const newsletterForm = document.getElementById('newsletter');
const cancelButton = document.getElementById('cancel');
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: shop.currency });
const quantities = new Map();

function element(name, text, parent, className) {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  if (parent) parent.append(created);
  return created;
}

function showProducts() {
  for (const [index, product] of shop.products.entries()) {
    const item = element('li', undefined, document.getElementById('products'));
    const label = element('label', undefined, item);
    element('span', product.name, label, 'name');
    element('span', product.pack, label, 'hint');
    element('span', money.format(product.price), item, 'price');
    const quantity = element('input', undefined, item);
    Object.assign(quantity, { type: 'number', min: 0, max: 999, value: index < 2 ? 2 - index : 0 });
    quantity.id = label.htmlFor = 'quantity-' + product.id;
    quantity.required = true;
    quantity.addEventListener('input', showSums);
    quantities.set(product, quantity);
  }
}

function lines() {
  const ordered = [...quantities].filter(([, { value }]) => Number(value) > 0);
  return ordered.map(([{ id, name, price }, { value }]) => (
    { productId: id, name, unitPrice: price, quantity: Number(value), discount: 0 }
  ));
}

function showSums() {
  const goods = lines().reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
  const freight = goods > 0 ? shop.freight : 0;
  const rows = [['Goods', goods], ['Freight', freight], ['Total', goods + freight]];
  const sums = document.getElementById('sums');
  sums.replaceChildren();
  for (const [name, amount] of rows) {
    const row = element('div', undefined, sums);
    element('dt', name, row);
    element('dd', money.format(amount), row);
  }
}

function fields(form, names) {
  const data = new FormData(form);
  return Object.fromEntries(names.map((name) => [name, data.get(name).trim() || undefined]));
}

const customer = () => fields(orderForm, ['id', 'company', 'contact', 'email', 'phone']);

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.message].flat().join(', '));
  return answer;
}

/** Shows the result of an action in a status region, which screen readers announce. */
async function run(form, action) {
  const answer = form.querySelector('.answer');
  const button = form.querySelector('button');
  if (button.disabled) return;
  button.disabled = cancelButton.disabled = true;
  answer.className = 'answer';
  try {
    const shown = await action();
    answer.replaceChildren();
    for (const text of shown) element('p', text, answer);
    answer.classList.add('done');
    if (shop.sandboxUrl) sandboxLink(element('p', undefined, answer), 'See its event in the sandbox');
  } catch (error) {
    answer.replaceChildren();
    element('p', 'Failed: ' + error.message, answer);
    answer.classList.add('failed');
  } finally {
    button.disabled = cancelButton.disabled = false;
  }
}

function sandboxLink(parent, text) {
  const link = parent.querySelector('a') ?? element('a', undefined, parent);
  Object.assign(link, { href: shop.sandboxUrl, target: '_blank', rel: 'noopener', textContent: text });
}

function onSubmit(form, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(form, action);
  });
}

onSubmit(orderForm, async () => {
  const ordered = lines();
  if (ordered.length === 0) throw new Error('choose at least one product.');
  const ship = fields(orderForm, ['address', 'city', 'region', 'postalCode', 'country']);
  const order = await post('/orders', { freight: shop.freight, customer: customer(), ship, lines: ordered });
  return [
    'Thank you, ' + order.customer.contact + '. We have your order of ' + money.format(order.totals.total) + '.',
    (order.isNewCustomer ? 'Your first order with us: ' : 'Order ') + order.id,
  ];
});

let subscriptionId;
onSubmit(subscriptionForm, async () => {
  if (!orderForm.reportValidity()) throw new Error('fill in the customer in the order form.');
  const plan = new FormData(subscriptionForm).get('plan');
  const subscription = await post('/subscriptions', { customer: customer(), plan });
  subscriptionId = subscription.id;
  cancelButton.hidden = false;
  return ['Subscribed: ' + subscription.plan.name + ' for ' + subscription.customer.contact + '.'];
});
cancelButton.addEventListener('click', () => void run(subscriptionForm, async () => {
  const { plan } = await post('/subscriptions/' + encodeURIComponent(subscriptionId) + '/cancel');
  cancelButton.hidden = true;
  return ['Cancelled: ' + plan.name + '.'];
}));

onSubmit(newsletterForm, async () => {
  const { customer: { email } } = await post('/newsletter', fields(newsletterForm, ['email']));
  return [email + ' gets our news from now on.'];
});

showProducts();
showSums();
for (const { id, name, price } of shop.plans) {
  element('option', name + ', ' + money.format(price), subscriptionForm.elements.plan).value = id;
}
if (shop.sandboxUrl) {
  const place = document.getElementById('sandbox');
  place.hidden = false;
  sandboxLink(place, 'See the events arrive in the sandbox');
}
`;
