import { amountText } from '../../server/amount-text.js';

/** `1 event`, `1,200 events`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

export function figure(count: number): string {
  return count.toLocaleString('en');
}

/** `1st`, `2nd`, `113th`. */
export function ordinal(count: number): string {
  const isTeen = count % 100 > 10 && count % 100 < 14;
  return `${figure(count)}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][count % 10]) ?? 'th'}`;
}

/** `42 %`; a partial share is never shown as 0 % or 100 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share < 1 && share > 0.99) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

/** `98.00 EUR`, `1,200 JPY`: with at least the digits that the currency has. */
export function money(amount: number, currency: string | null): string {
  const text = amountText(amount, currency);
  return currency === null ? text : `${text} ${cut(visible(currency), 10)}`;
}

/** Controls, marks of direction and zero-width characters, which would not be seen or move other text. */
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Text from outside, with an escape for each character that cannot be seen. */
export function visible(text: string): string {
  return text.replaceAll(
    UNSEEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text with lines below its first one, such as the reason of an invalid event: each is an item of a list. */
export function splitList(text: string): {
  readonly head: string;
  readonly items: readonly string[];
} {
  const [head = '', ...items] = text.split(/\n\s*(?:- )?/).map(visible);
  return { head, items };
}

/** The aliases of an event for one line: the bare email first, then the others without `urn:`. */
export function aliasTexts(aliases: readonly string[]): string[] {
  const isEmail = (alias: string) => /^urn:email:./s.test(alias);
  const sorted = [...aliases].sort((one, other) => Number(isEmail(other)) - Number(isEmail(one)));
  return sorted.map((alias) => nameText(alias.replace(/^urn:(?:email:)?(?=.)/s, '')));
}

/** A name or an alias as it is shown: an empty one would not be seen. */
export function nameText(name: string): string {
  return name.trim() === '' ? '(empty)' : visible(name);
}

/** A text that is cut if it is longer, between two characters. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Turns an advice, which is a part of a sentence, into a sentence. */
export function sentence(advice: string): string {
  return `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`;
}

const CLOCK: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};

const clock = new Intl.DateTimeFormat('en', { ...CLOCK, fractionalSecondDigits: 3 });
const clockToMinute = new Intl.DateTimeFormat('en', { ...CLOCK, second: undefined });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' });
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

/** A time as short as it can be: without the day for today, without the clock for another year. */
export function shortTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (date.toDateString() === now.toDateString()) return clock.format(date);
  if (date.getFullYear() === now.getFullYear()) {
    return `${day.format(date)} ${clockToMinute.format(date)}`;
  }
  return `${day.format(date)} ${date.getFullYear()}`;
}

/** A time with its day, e.g. `Fri Jun 14 2024, 09:05:07.120`. */
export function fullTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const today = `${weekday.format(date)} ${day.format(date)} ${date.getFullYear()}`;
  return `${today}, ${clock.format(date)}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** A length of time, e.g. `850 ms`, `1.5 s`, `3 min`, `2 h`, `4 days`, `29 years`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(ms)} ms`;
  if (size < MINUTE) return `${inUnits(ms, 1000)} s`;
  if (size < HOUR) return `${inUnits(ms, MINUTE)} min`;
  if (size < 2 * DAY) return `${inUnits(ms, HOUR)} h`;
  if (size < 2 * YEAR) return `${inUnits(ms, DAY)} days`;
  return `${inUnits(ms, YEAR)} years`;
}

/** With one decimal if there is only one digit before it. */
function inUnits(ms: number, unit: number): string {
  const count = ms / unit;
  return figure(Number(count.toFixed(Math.abs(count) < 10 ? 1 : 0)));
}
