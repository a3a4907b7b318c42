import { CURRENCY } from '../money.js';
import type { Plan } from '../subscriptions/plans.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';
import type { Product } from './products.js';

interface PageData {
  readonly products: readonly Product[];
  readonly plans: readonly Plan[];
  readonly freight: number;
  readonly sandboxUrl?: string;
}

/** The page as one string, so that it needs no build step. The script fills in the data. */
export function storefrontPage(data: PageData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Northwind Pantry</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<header>
  <h1>Northwind Pantry</h1>
  <p>A sample shop: nothing is charged or shipped.</p>
  <p id="sandbox" hidden><a>See the events arrive in the sandbox</a></p>
</header>
<main>
  <form id="order">
    <section aria-labelledby="products-title">
      <h2 id="products-title">Products</h2>
      <ul id="products"></ul>
      <dl id="sums"></dl>
    </section>
    <fieldset>
      <legend>Customer</legend>
      ${input('contact', 'Full name', 'Mia Lindqvist', 'autocomplete="name"')}
      ${input('company', 'Company (optional)', 'Lindqvists Delikatesser', 'autocomplete="organization"', false)}
      ${input('email', 'Email', 'mia@lindqvist.example', 'type="email" autocomplete="email"')}
      ${input('phone', 'Phone with + and country code (optional)', '+46 8 465 004 20', 'type="tel" autocomplete="tel"', false)}
      ${input('id', 'Customer number (of this customer only)', 'LINDQ', 'autocomplete="off"')}
    </fieldset>
    <fieldset>
      <legend>Ship to</legend>
      ${input('address', 'Street and number', 'Storgatan 12', 'autocomplete="street-address"')}
      ${input('postalCode', 'Postal code (optional)', '972 38', 'autocomplete="postal-code"', false)}
      ${input('city', 'City', 'Luleå', 'autocomplete="address-level2"')}
      ${input('region', 'State or region (optional)', 'Norrbotten', 'autocomplete="address-level1"', false)}
      ${input('country', 'Country', 'Sweden', 'autocomplete="country-name"')}
    </fieldset>
    <div class="action">
      <button>Place order</button>
      <div class="answer" role="status"></div>
    </div>
  </form>
  <div class="side">
    <form id="subscription">
      <h2>Subscribe</h2>
      <p class="hint">For the customer of the order form.</p>
      <label>Plan <select name="plan"></select></label>
      <div class="action">
        <button>Start subscription</button>
        <button type="button" id="cancel" class="quiet" hidden>Cancel subscription</button>
        <div class="answer" role="status"></div>
      </div>
    </form>
    <form id="newsletter">
      <h2>Newsletter</h2>
      ${input('email', 'Email', 'mia@lindqvist.example', 'type="email" autocomplete="email"')}
      <div class="action">
        <button>Sign up</button>
        <div class="answer" role="status"></div>
      </div>
    </form>
  </div>
</main>
<script type="application/json" id="shop">${json({ ...data, currency: CURRENCY })}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

function input(name: string, label: string, value: string, attributes: string, required = true) {
  return `<label>${label} <input name="${name}" value="${value}" ${attributes}${required ? ' required' : ''}></label>`;
}

/** JSON that cannot close its script element. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
