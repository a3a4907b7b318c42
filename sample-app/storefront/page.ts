import { CURRENCY } from '../money.js';
import type { Plan } from '../subscriptions/plans.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';
import type { Product } from './products.js';
import { storyScript } from './story/story-script.js';
import { storyStyle } from './story/story-style.js';

interface PageData {
  readonly products: readonly Product[];
  readonly plans: readonly Plan[];
  readonly freight: number;
  readonly outageSeconds: number;
  /** Without a sandbox, there is no story to tell. */
  readonly sandboxUrl?: string;
}

/** The page as one string, so that it needs no build step. The scripts fill in the data. */
export function storefrontPage(data: PageData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Northwind Pantry</title>
<link rel="icon" href="data:,">
<style>${pageStyle}${storyStyle}</style>
</head>
<body>
<header>
  <div>
    <h1>Northwind Pantry</h1>
    <p>The sample shop of nestjs-converge</p>
  </div>
  <a id="sandbox" target="_blank" rel="noopener" hidden>Open the sandbox</a>
</header>
<main>
  <section class="card actions" aria-label="Order">
    <div class="basket">
      <p id="basket"></p>
      <p class="hint">For <span id="buyer"></span>. <a href="#details">Change</a></p>
      <div class="answer" id="order-answer" role="status">Nothing is charged or shipped.</div>
    </div>
    <div class="buttons">
      <button form="order">Place order <span id="total"></span></button>
      <button type="button" id="break" class="danger" hidden></button>
    </div>
  </section>
  <div id="story" hidden>
    <section class="card verdict" aria-labelledby="title">
      <div class="words">
        <h2><span id="title"></span> <span id="rest" aria-hidden="true"></span></h2>
        <p id="text"></p>
      </div>
      <dl id="figures" hidden></dl>
      <div id="bar" aria-hidden="true" hidden></div>
    </section>
    <p class="unseen" id="said" role="status"></p>
    <div class="stations">
      ${station('orders', 'The shop', 'Its handler has the decorator @TrackConverge.', 'No order yet.')}
      ${station('outbox', 'Its outbox', 'A file on disk. Each event is there before its order is answered.', 'Empty: all events have arrived.')}
      ${station('arrived', 'Converge', 'The sandbox stands in for it.', 'No event yet.')}
    </div>
  </div>
  <details id="details">
    <summary>The order, and more to try</summary>
    <div class="columns">
      <form id="order" class="column">
        <section class="card" aria-labelledby="products-title">
          <h2 id="products-title">Products</h2>
          <ul id="products"></ul>
          <dl id="sums"></dl>
        </section>
        <fieldset class="card">
          <legend>Customer</legend>
          ${input('contact', 'Full name', 'Mia Lindqvist', 'autocomplete="name"')}
          ${input('company', 'Company (optional)', 'Lindqvists Delikatesser', 'autocomplete="organization"', false)}
          ${input('email', 'Email', 'mia@lindqvist.example', 'type="email" autocomplete="email"')}
          ${input('phone', 'Phone with + and country code (optional)', '+46 8 465 004 20', 'type="tel" autocomplete="tel"', false)}
          ${input('id', 'Customer number (of this customer only)', 'LINDQ', 'autocomplete="off"')}
        </fieldset>
        <fieldset class="card">
          <legend>Ship to</legend>
          ${input('address', 'Street and number', 'Storgatan 12', 'autocomplete="street-address"')}
          ${input('postalCode', 'Postal code (optional)', '972 38', 'autocomplete="postal-code"', false)}
          ${input('city', 'City', 'Luleå', 'autocomplete="address-level2"')}
          ${input('region', 'State or region (optional)', 'Norrbotten', 'autocomplete="address-level1"', false)}
          ${input('country', 'Country', 'Sweden', 'autocomplete="country-name"')}
        </fieldset>
      </form>
      <div class="column">
        <form id="subscription" class="card">
          <h2>Subscribe</h2>
          <p class="hint">For the customer of the order.</p>
          <label>Plan <select name="plan"></select></label>
          <div class="buttons">
            <button>Start subscription</button>
            <button type="button" id="cancel" class="quiet" hidden>Cancel subscription</button>
          </div>
          <div class="answer" role="status"></div>
        </form>
        <form id="newsletter" class="card">
          <h2>Newsletter</h2>
          ${input('email', 'Email', 'mia@lindqvist.example', 'type="email" autocomplete="email"')}
          <div class="buttons"><button>Sign up</button></div>
          <div class="answer" role="status"></div>
        </form>
      </div>
    </div>
  </details>
</main>
<script type="application/json" id="shop">${json({ ...data, currency: CURRENCY })}</script>
<script>${pageScript}${storyScript}</script>
</body>
</html>
`;
}

function input(name: string, label: string, value: string, attributes: string, required = true) {
  return `<label>${label} <input name="${name}" value="${value}" ${attributes}${required ? ' required' : ''}></label>`;
}

/** A place where an order's event is: how many are there, and the newest. */
function station(id: string, title: string, about: string, empty: string): string {
  return `<section class="card station" id="${id}" aria-labelledby="${id}-title">
        <h2 id="${id}-title">${title} <span class="state"></span></h2>
        <p class="about hint">${about}</p>
        <p class="count"><b>0</b> <span></span></p>
        <ol role="list"></ol>
        <p class="empty hint">${empty}</p>
      </section>`;
}

/** JSON that cannot close its script element. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
