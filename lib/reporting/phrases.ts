/** A number of events, in words. @param which an adjective with a space behind it */
export function events(count: number, which = ''): string {
  return `${count} ${which}event${count === 1 ? '' : 's'}`;
}

export function wasOrWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}

/** How often something was repeated. @param since a time of day */
export function more(times: number, since: string): string {
  return times === 1 ? `once more since ${since}` : `${times} more times since ${since}`;
}

/** A duration, as exact as a reader needs it. @param ms milliseconds */
export function duration(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** The local time of day, with the date if that is not today. @param at milliseconds since the epoch */
export function clockTime(at: number, now = Date.now()): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = date.toTimeString().slice(0, 5);
  if (date.toDateString() === today.toDateString()) return time;
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${date.getFullYear()}-${month}-${day} ${time}`;
}
