/**
 * The page's script. What events hold is inserted as text only, never as HTML. It has no template
 * literals, so that it can stand in one.
 *
 * @internal
 */
export const pageScript = String.raw`
'use strict';
const byId = (id) => document.getElementById(id);
const entries = byId('entries');
const shown = new Map();
let revision = '';

function create(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

function time(value) {
  const date = new Date(typeof value === 'number' ? value * 1000 : value.replace(',', '.'));
  if (Number.isNaN(date.getTime())) return String(value);
  const element = create('time', '', dateFormat.format(date));
  element.dateTime = element.title = date.toISOString();
  return element;
}

function money(value, currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(value);
  } catch {
    return typeof currency === 'string' ? value + ' ' + currency : String(value);
  }
}

function facts(...pairs) {
  const list = create('dl', 'facts');
  for (const [name, value, className] of pairs) {
    list.append(create('dt', '', name), create('dd', className, value));
  }
  return list;
}

function expandable(title, text) {
  const pre = create('pre', '', text);
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', title);
  return create('details', '', create('summary', '', title), pre);
}

function head(badge, outcome, name) {
  return create('div', 'head', create('h2', '', name), create('span', 'badge ' + outcome, badge));
}

function showEvent({ event, receivedAt }) {
  const top = head('Accepted', 'accepted', event.event_name);
  const copies = create('span', 'badge duplicate');
  top.append(copies);
  const total = event.properties.total_price;
  if (typeof total === 'number') {
    top.append(create('span', 'total', money(total, event.properties.currency)));
  }
  const aliases = create('ul', 'aliases', ...event.aliases.map((alias) => create('li', '', alias)));
  aliases.setAttribute('role', 'list');
  const happened = event.timestamp == null ? 'not given: the time of arrival' : time(event.timestamp);
  const element = create(
    'li',
    'entry',
    top,
    create('span', 'id', event.event_id),
    facts(['Happened', happened], ['Arrived', time(receivedAt)], ['Aliases', aliases, 'wide']),
    expandable('Event as JSON', JSON.stringify(event, null, 2)),
  );
  const update = ({ duplicates }) => {
    copies.hidden = duplicates === 0;
    copies.textContent = duplicates + (duplicates === 1 ? ' duplicate' : ' duplicates') + ' dropped';
  };
  return { element, update };
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function showRequest({ body, headers, receivedAt, outcome, status, reason, violations }) {
  const parsed = parse(body);
  const name = parsed?.event_name;
  const id = parsed?.event_id;
  const label = outcome[0].toUpperCase() + outcome.slice(1) + ', ' + (status ?? 'no answer');
  const element = create(
    'li',
    'entry',
    head(label, outcome, typeof name === 'string' && name.trim() ? name : 'Without an event name'),
  );
  if (typeof id === 'string') element.append(create('span', 'id', id));
  element.append(create('p', 'reason', reason[0].toUpperCase() + reason.slice(1) + '.'));
  if (violations.length > 0) {
    const list = create('ul', 'violations', ...violations.map((text) => create('li', '', text)));
    list.setAttribute('role', 'list');
    element.append(list);
  }
  const lines = Object.entries(headers).map(([header, value]) => header + ': ' + value);
  const text = parsed === undefined ? body : JSON.stringify(parsed, null, 2);
  element.append(
    facts(['Arrived', time(receivedAt)]),
    expandable('Request headers and body', [lines.join('\n'), text].filter(Boolean).join('\n\n')),
  );
  return { element, update() {} };
}

function showCounts(counts) {
  const labels = {
    accepted: ['event accepted', 'events accepted'],
    duplicate: ['duplicate dropped', 'duplicates dropped'],
    refused: ['refused', 'refused'],
    unauthorised: ['unauthorised', 'unauthorised'],
    misbehaved: ['met a simulated fault', 'met a simulated fault'],
  };
  const items = Object.entries(labels)
    .filter(([outcome]) => outcome === 'accepted' || counts[outcome] > 0)
    .map(([outcome, [one, many]]) => {
      const count = counts[outcome];
      return create('li', '', create('b', '', String(count)), ' ' + (count === 1 ? one : many));
    });
  byId('counts').replaceChildren(...items);
}

/** Adds, updates and removes single entries, so that open details and the scroll position stay. */
function showEntries(feed) {
  const isFirst = revision === '';
  const keys = new Set();
  let next = entries.firstElementChild;
  for (const entry of feed.entries) {
    const key = feed.revision.split('.')[0] + entry.kind + entry.number;
    keys.add(key);
    if (!shown.has(key)) {
      shown.set(key, entry.kind === 'event' ? showEvent(entry) : showRequest(entry));
      shown.get(key).element.classList.toggle('fresh', !isFirst);
    }
    const { element, update } = shown.get(key);
    update(entry);
    if (element === next) next = next.nextElementSibling;
    else entries.insertBefore(element, next);
  }
  for (const [key, { element }] of shown) {
    if (keys.has(key)) continue;
    element.remove();
    shown.delete(key);
  }
}

function showConnection(state, text) {
  const element = byId('connection');
  if (element.className === state) return;
  element.className = state;
  element.textContent = text;
}

async function refresh() {
  try {
    const response = await fetch('/api/feed?revision=' + encodeURIComponent(revision));
    if (!response.ok) throw new Error(response.statusText);
    if (response.status !== 204) {
      const feed = await response.json();
      showEntries(feed);
      showCounts(feed.counts);
      byId('counts').hidden = feed.entries.length === 0;
      byId('empty').hidden = feed.entries.length > 0;
      revision = feed.revision;
    }
    showConnection('live', 'Live');
  } catch {
    showConnection('lost', 'The sandbox does not answer');
  }
  setTimeout(refresh, 1000);
}

byId('copy').addEventListener('click', async ({ currentTarget }) => {
  try {
    await navigator.clipboard.writeText(byId('command').textContent);
    currentTarget.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(byId('command'));
    currentTarget.textContent = 'Selected: copy it with your keyboard';
  }
});
refresh();
`;
