/** `1 event`, `1,200 events`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

export function figure(count: number): string {
  return count.toLocaleString('en');
}

/** `42 %`; a partial share is never shown as 0 % or 100 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share < 1 && share > 0.99) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

/** An alias as it is shown: an empty one would not be seen. */
export function aliasText(alias: string): string {
  return alias === '' ? '(empty)' : alias;
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
const yearAndDay = new Intl.DateTimeFormat('sv', { dateStyle: 'short' });
const dayAndClock = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', ...CLOCK });

/** A time without redundant parts: the day is left out for today, the year for this year. */
export function shortTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (date.toDateString() === now.toDateString()) return clock.format(date);
  if (date.getFullYear() === now.getFullYear()) return dayAndClock.format(date).replace(',', '');
  return `${yearAndDay.format(date)} ${clockToMinute.format(date)}`;
}

/** A length of time, e.g. `850 ms`, `1.5 s`, `3 min`, `2 h`, `4 days`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (size < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (size < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${figure(Math.round(ms / 86_400_000))} days`;
}
