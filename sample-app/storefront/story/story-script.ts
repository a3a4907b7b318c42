/** The script of the story, after that of the shop. It inserts data only as text, never as HTML. */
export const storyScript = `
/** How often the story is read, in milliseconds. */
const PAUSE_MS = 300;
const breakButton = byId('break');
let story;
let problem;

const plural = (count, one, many = one + 's') => (count === 1 ? one : many);
const secondsUntil = (time) => Math.max(0, Math.ceil((Date.parse(time) - Date.now()) / 1000));

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** What the story says at the moment: { phase, title, text }. */
function chapter() {
  if (problem) return { phase: 'away', title: 'The story stops here', text: problem };
  const { isBroken, outage } = story;
  if (isBroken && outage && !outage.endedAt) {
    return {
      phase: 'broken',
      title: 'Converge is down',
      text: 'It answers 503. Go on ordering: the shop answers, and its outbox keeps each event.',
    };
  }
  if (isBroken) {
    return { phase: 'broken', title: 'Converge fails', text: 'A failure is simulated in the sandbox.' };
  }
  if (!outage) {
    return {
      phase: 'start',
      title: 'What becomes of your orders while Converge is down?',
      text: 'Place an order and see its event arrive. Then break Converge, and go on ordering.',
    };
  }
  if (outage.waiting > 0) {
    return {
      phase: 'back',
      title: 'Converge is back',
      text: 'The outbox tries each event again after a pause of its own, in this shop of 5 s at most.',
    };
  }
  return verdict(outage);
}

function verdict({ answered, lost, dead }) {
  if (answered === 0) {
    return {
      phase: 'start',
      title: 'No order was placed while Converge was down',
      text: 'Break it once more, and place some.',
    };
  }
  if (lost > 0) {
    return {
      phase: 'lost',
      title: lost + ' ' + plural(lost, 'order was', 'orders were') + ' lost',
      text: 'That must not happen: please report it.',
    };
  }
  return {
    phase: 'end',
    title: 'Nothing was lost',
    text: dead === 0
      ? 'Each order that the shop answered has arrived at Converge.'
      : 'What Converge does not take is kept as a dead letter, with the reason.',
  };
}

/** The numbers of an outage, as [number, what it counts]. */
function figures({ answered, failed, delivered, waiting, lost, dead }) {
  return [
    [answered, plural(answered, 'order') + ' answered'],
    [failed, plural(failed, 'attempt') + ' failed'],
    [delivered + ' of ' + answered, 'delivered'],
    ...(dead > 0 ? [[dead, plural(dead, 'dead letter')]] : []),
    waiting > 0 ? [waiting, 'still waiting'] : [lost, 'lost'],
  ];
}

function showChapter() {
  const { phase, title, text } = chapter();
  const outage = story?.outage;
  const isTold = ['broken', 'back', 'end', 'lost'].includes(phase) && outage;
  document.body.dataset.phase = phase;
  setText(byId('title'), title);
  setText(byId('text'), text);
  const rest = phase === 'broken' && outage && !outage.endedAt ? secondsUntil(outage.endsAt) : 0;
  setText(byId('rest'), rest > 0 ? 'for ' + rest + ' s more' : '');
  byId('bar').hidden = rest === 0;
  byId('bar').style.setProperty('--rest', rest / shop.outageSeconds);
  const shown = isTold ? figures(outage) : [];
  showFigures(shown);
  // Once for each chapter: the numbers change too often to be read out.
  const isOver = phase === 'end' || phase === 'lost';
  const sum = isOver ? shown.map((words) => words.join(' ')).join(', ') + '.' : text;
  setText(byId('said'), title + '. ' + sum);
  setText(breakButton, phase === 'broken' ? 'Repair Converge now' : 'Break Converge for ' + shop.outageSeconds + ' s');
}

function showFigures(shown) {
  const list = byId('figures');
  list.hidden = shown.length === 0;
  const drawn = [...list.children];
  for (const [index, [number, label]] of shown.entries()) {
    const figure = drawn[index] ?? newFigure(list);
    setText(figure.querySelector('dd'), String(number));
    setText(figure.querySelector('dt'), label);
  }
  for (const surplus of drawn.slice(shown.length)) surplus.remove();
}

function newFigure(list) {
  const figure = element('div', undefined, list);
  element('dt', '', figure);
  element('dd', '', figure);
  return figure;
}

/** Updates a list without touching rows that stay, so that the focus stays as well. */
function showStation(id, { count, newest }, words, draw) {
  const station = byId(id);
  setText(station.querySelector('.count b'), String(count));
  setText(station.querySelector('.count span'), words);
  const list = station.querySelector('ol');
  const drawn = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const rows = newest.map(draw);
  for (const [index, { key, title, id: eventId, end, note, href }] of rows.entries()) {
    const row = drawn.get(key) ?? newRow(key, href);
    drawn.delete(key);
    setText(row.querySelector('.name'), title);
    setText(row.querySelector('code'), shortId(eventId));
    row.querySelector('code').title = eventId;
    setText(row.querySelector('.end'), end);
    setText(row.querySelector('.note'), note);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  }
  for (const surplus of drawn.values()) surplus.remove();
  station.querySelector('.empty').hidden = count > 0;
}

function newRow(key, href) {
  const row = element('li');
  row.dataset.key = key;
  const line = element('span', undefined, row, 'line');
  const name = element(href ? 'a' : 'span', '', line, 'name');
  if (href) Object.assign(name, { href, target: '_blank', rel: 'noopener' });
  line.append(' ');
  element('span', '', line, 'end');
  const more = element('span', undefined, row, 'more');
  element('code', '', more);
  more.append(' ');
  element('span', '', more, 'note');
  return row;
}

const failures = (count) => count + ' failed ' + plural(count, 'attempt');

function orderRow({ id, total, currency }) {
  const ms = answerTimes.get(id);
  const note = ms === undefined ? 'answered' : 'in ' + ms + ' ms';
  return { key: id, title: 'Order', id, end: money(total, currency), note };
}

function outboxRow({ eventName, eventId, attempts, dueAt, recordedAt }) {
  const rest = dueAt === null ? 0 : secondsUntil(dueAt);
  return {
    key: eventName + eventId + recordedAt,
    title: eventName,
    id: eventId ?? '',
    end: rest > 0 ? 'next in ' + rest + ' s' : 'being sent',
    note: attempts === 0 ? 'not tried yet' : failures(attempts),
  };
}

function arrivedRow({ number, eventName, eventId, amount, currency, failed }) {
  const isMoney = typeof amount === 'number' && /^[A-Z]{3}$/.test(currency ?? '');
  return {
    key: String(number),
    title: eventName ?? '',
    id: eventId ?? '',
    end: isMoney ? money(amount, currency) : '',
    note: failed === 0 ? 'at the first attempt' : 'after ' + failures(failed),
    href: shop.sandboxUrl + '/#/logs/' + number,
  };
}

function show() {
  showChapter();
  if (!story) return;
  const { orders, outbox, arrived, isBroken } = story;
  showStation('orders', orders, plural(orders.count, 'order') + ' answered', orderRow);
  showStation('outbox', outbox, plural(outbox.count, 'event') + ' kept', outboxRow);
  showStation('arrived', arrived, plural(arrived.count, 'event') + ' arrived', arrivedRow);
  setText(document.querySelector('#arrived .state'), isBroken ? 'fails' : 'answers');
}

async function follow() {
  try {
    story = await call('GET', '/story');
    problem = undefined;
  } catch (error) {
    problem = error instanceof TypeError
      ? 'The shop cannot be reached: is it still running? Start it again with npm start.'
      : error.message;
  }
  if (story || problem) show();
  setTimeout(follow, PAUSE_MS);
}

breakButton.addEventListener('click', () => void run(byId('order-answer'), async () => {
  const isBroken = story?.isBroken;
  await call(isBroken ? 'DELETE' : 'POST', '/outage');
  return [isBroken ? 'Converge is repaired.' : 'Converge is broken.'];
}));

if (shop.sandboxUrl) {
  const link = byId('sandbox');
  link.href = shop.sandboxUrl;
  link.hidden = breakButton.hidden = byId('story').hidden = false;
  setText(breakButton, 'Break Converge for ' + shop.outageSeconds + ' s');
  void follow();
} else {
  openDetails();
}
`;
