import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { Fault } from '../../../sandbox/server/api-types.js';
import { CHARTS, stack } from '../../../sandbox/page/delivery/charts.js';
import { valueAt } from '../../../sandbox/server/value-at.js';
import { describeEnd, describeFault } from '../../../sandbox/page/delivery/fault-text.js';
import { toCurl, toTest, toTypeScript } from '../../../sandbox/page/parts/export-event.js';
import { childPath, marksOnMissing } from '../../../sandbox/page/parts/marks.js';
import {
  aliasTexts,
  cut,
  duration,
  fullTime,
  money,
  nameText,
  ordinal,
  percent,
  plural,
  shortTime,
  splitList,
} from '../../../sandbox/page/parts/text.js';

const ODD = {
  'it\'s "odd"\\': `a 'b' $HOME \`id\`\n\u2028\\`,
  __proto__: 1,
  list: [null, true, 1.5],
};

describe('a copied command', () => {
  const wordsOf = (command: string) => {
    const echo = `curl() { printf '%s\\n' "$@"; }\nCONVERGE_TOKEN=taken\n${command}`;
    return execFileSync('sh', ['-c', echo], { encoding: 'utf8' });
  };

  it('has the token of the sandbox if that is no secret', () => {
    expect(wordsOf(toCurl('http://x', '{}', "sandbox's"))).toContain(
      "X-Webhook-Token: sandbox's\n",
    );
  });

  it('sends a body that is too long for an argument', () => {
    const body = JSON.stringify({ ...ODD, long: 'é'.repeat(200_000) });
    const command = toCurl('http://x', body, 'token');
    const echo = `curl() { cat; }\n${command}`;
    expect(execFileSync('sh', { input: echo, encoding: 'utf8' })).toBe(`${body}\n`);
  });

  it('sends the very body, whatever is in it, and no token', () => {
    const body = JSON.stringify(ODD);
    const headers = '-H\nContent-Type: application/json\n-H\nX-Webhook-Token: taken';
    const url = 'http://127.0.0.1:4400/api/webhooks';
    expect(wordsOf(toCurl(url, body))).toBe(`${url}\n${headers}\n--data-raw\n${body}\n`);
  });
});

describe('a copied fixture', () => {
  const evaluate = (code: string) =>
    runInNewContext(
      code
        .replace(/^import.*$/m, '')
        .replace(/export const \w+: \w+ = /, '(')
        .replace(/;\n$/, ')'),
    );

  it('is the very event', () => {
    const event = { event_name: 'Placed Order', properties: JSON.parse(JSON.stringify(ODD)) };
    expect(evaluate(toTypeScript(event))).toEqual(event);
    const hidden = JSON.parse('{"__proto__":{"polluted":true},"a":[],"b":{}}');
    expect(Object.keys(evaluate(toTypeScript(hidden)))).toEqual(['__proto__', 'a', 'b']);
  });

  it('is written as one writes TypeScript', () => {
    const event = { event_name: 'Rated', properties: { "it's": ['"a"', 1], none: {}, list: [] } };
    expect(toTypeScript(event)).toBe(`import type { ConvergeEvent } from 'nestjs-converge';

export const ratedEvent: ConvergeEvent = {
  event_name: 'Rated',
  properties: {
    'it\\'s': [
      '"a"',
      1,
    ],
    none: {},
    list: [],
  },
};
`);
  });

  it('is also a test, for any time', () => {
    const expected = { event_name: "It's", event_id: '7' };
    const found: unknown[] = [];
    const expectation = { toMatchObject: (event: unknown) => found.push(event), toEqual: () => 0 };
    const world = {
      it: (name: string, run: () => void) => (found.push(name), run()),
      converge: { lastEvent: (name: string) => name, invalid: () => [] },
      expect: (given: unknown) => (found.push(given), expectation),
    };
    runInNewContext(toTest({ ...expected, timestamp: 1 }), world);
    expect(found).toEqual(["tracks It's", "It's", expected, []]);
  });

  it.each([
    ['Placed Order', 'placedOrder'],
    ['$page_load', 'pageLoad'],
    ['Delete', 'deleteEvent'],
    ['3 Days', 'event'],
    ['Ünï', 'nEvent'],
    [undefined, 'event'],
  ])('of %j is called %s', (event_name, name) => {
    expect(toTypeScript({ event_name })).toContain(`export const ${name}: ConvergeEvent = {`);
  });
});

describe('a fault in words', () => {
  it.each<[Fault, string]>([
    [{ kind: 'status', status: 503 }, 'status 503, for every request'],
    [
      { kind: 'status', status: 429, retryAfter: 3, share: 0.5 },
      'status 429 with Retry-After 3, for about 50 % of the requests',
    ],
    [{ kind: 'delay', ms: 2000, times: 1 }, 'an answer delayed by 2,000 ms, for the next request'],
    [{ kind: 'reset', times: 3 }, 'a reset connection, for the next 3 requests'],
    [
      { kind: 'hang', share: 0.1, times: 2 },
      'no answer, for about 10 % of the requests, until 2 are affected',
    ],
    [{ kind: 'status', status: 503, seconds: 60 }, 'status 503, for every request, for 60 s'],
  ])('%j', (fault, words) => expect(describeFault(fault)).toBe(words));

  it.each([
    [3, '4 requests of 3 events failed; 3 of 3 delivered by now, nothing is lost'],
    [1, '4 requests of 3 events failed; 1 of 3 delivered by now, 2 to come'],
  ])('and what became of the events, of which %i are delivered', (delivered, words) => {
    const fault: Fault = { kind: 'reset' };
    expect(describeEnd({ fault, endedAt: '', affected: 4, events: 3, delivered })).toBe(words);
  });
});

describe('figures and times', () => {
  it('are short, and never say all or none where that is wrong', () => {
    const percents = [0, 0.0001, 0.333, 0.9999, 1].map(percent);
    expect(percents.join()).toBe('0 %,< 1 %,33 %,> 99 %,100 %');
    expect([plural(1, 'event'), plural(1200, 'event')]).toEqual(['1 event', '1,200 events']);
    const durations = [0.4, 850, 1500, 90_000, 7_200_000, 345_600_000, 9e11].map(duration);
    expect(durations.join()).toBe('0 ms,850 ms,1.5 s,1.5 min,2 h,4 days,29 years');
  });

  it('say the day where it is not today', () => {
    const now = new Date(2026, 5, 15, 12);
    const at = (date: Date) => shortTime(date.toISOString(), now);
    expect(at(new Date(2026, 5, 15, 9, 5, 7, 42))).toBe('09:05:07.042');
    expect(at(new Date(2026, 5, 14, 9, 5, 7))).toBe('Jun 14 09:05');
    expect(at(new Date(2024, 5, 14, 9, 5, 7))).toBe('Jun 14 2024');
    expect(shortTime('yesterday', now)).toBe('yesterday');
    const full = new Date(2024, 5, 14, 9, 5, 7, 42).toISOString();
    expect(fullTime(full)).toBe('Fri Jun 14 2024, 09:05:07.042');
  });
});

it.each<[number, string | null, string]>([
  [98, 'EUR', '98.00 EUR'],
  [12_345.5, 'eur', '12,345.50 eur'],
  [1200, 'JPY', '1,200 JPY'],
  [1.5, 'KWD', '1.500 KWD'],
  [9.999, 'EUR', '9.999 EUR'],
  [98, null, '98'],
  [9.5, 'Euros', '9.50 Euros'],
])('an amount has the digits of its currency: %d %s', (amount, currency, text) =>
  expect(money(amount, currency)).toBe(text),
);

describe('stacked series', () => {
  it('are the sums of themselves and those below, where they have something', () => {
    expect(
      stack([
        [1, 0, null],
        [2, 3, 0],
        [4, 0, 5],
      ]),
    ).toEqual([
      [7, null, null],
      [6, 3, null],
      [4, null, 5],
    ]);
  });
});

describe('the steps of the latency axis', () => {
  it('have distinct labels', () => {
    const steps = CHARTS.flatMap(({ incrs = [], format }) =>
      incrs.map((step) => [step, format] as const),
    );
    expect(steps).not.toHaveLength(0);
    for (const [step, format] of steps) {
      const labels = [1, 2, 3, 4].map((count) => format(count * step));
      expect(new Set(labels).size).toBe(4);
    }
  });
});

describe('a text from outside', () => {
  it('shows what cannot be seen, and is cut between characters', () => {
    expect(nameText('')).toBe('(empty)');
    expect(nameText(' \t')).toBe('(empty)');
    expect(nameText('a\u202eb\u200b\n\u2028')).toBe('a\\u202eb\\u200b\\u000a\\u2028');
    expect(nameText('👩‍👩‍👧 طلب')).toBe('👩‍👩‍👧 طلب');
    const aliases = ['', 'urn:customer_id:7', 'urn:email:ada@example.com', 'urn:email:', 'guest'];
    const short = ['ada@example.com', '(empty)', 'customer_id:7', 'email:', 'guest'];
    expect(aliasTexts(aliases)).toEqual(short);
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('ab😀d', 4)).toBe('ab…');
  });
});

describe('the path of a finding', () => {
  it('leads to its value', () => {
    const event = JSON.parse('{"a":{"b-c":[{"$d":1}],"x y":2},"__proto__":3}');
    expect(valueAt(event, 'a["b-c"][0].$d')).toBe(1);
    expect(valueAt(event, 'a["b-c"][1].$d')).toBeUndefined();
    expect(valueAt(event, 'a[a key of length 3]')).toBeUndefined();
    expect(valueAt(event, 'a.toString')).toBeUndefined();
    expect(valueAt(event, 'event')).toBeUndefined();
  });

  it('is that of the library, so that findings stand at their lines', () => {
    expect(childPath({}, '', 'event_id')).toBe('event_id');
    expect(childPath({}, 'properties', 'a')).toBe('properties.a');
    expect(childPath({}, 'properties', 'a-b')).toBe('properties["a-b"]');
    expect(childPath({}, 'properties', 'a b')).toBe('properties[a key of length 3]');
    expect(childPath([], 'properties.items', '2')).toBe('properties.items[2]');
  });
});

describe('a mark on what is missing', () => {
  it('stands in the nearest thing that is there', () => {
    const mark = (path: string) =>
      ({ path, rule: '', received: '', advice: '', kind: 'warning' }) as const;
    const marks = ['properties.items[0].price', 'properties.id', 'properties', 'idle'].map(mark);
    const paths = (value: object, path: string) =>
      marksOnMissing(value as Record<string, unknown>, path, marks).map((found) => found.path);
    expect(paths({ items: [{}] }, 'properties')).toEqual(['properties.id']);
    expect(paths({}, 'properties.items[0]')).toEqual(['properties.items[0].price']);
    expect(paths({ properties: {} }, '')).toEqual(['idle']);
  });
});

it('counts requests', () => {
  expect([1, 2, 3, 4, 11, 12, 21, 111, 1002].map(ordinal).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 21st 111th 1,002nd',
  );
});

it('splits a text at its line breaks, and shows other controls as escapes', () => {
  expect(splitList('was not sent:\n  - aliases: none\n  - a\u001bb')).toEqual({
    head: 'was not sent:',
    items: ['aliases: none', 'a\\u001bb'],
  });
  expect(splitList('given up').items).toEqual([]);
});
