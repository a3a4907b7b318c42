import { visibleName } from '../event/visible.js';
import type { Backlog, Report } from './report.js';

/** What a structured logger keeps beside the text: names and numbers, and never an id or a value of an event. */
export type LogFields = Readonly<Record<string, string | number>>;

/** Whom a report is about, as the beginning of its line. */
export function subject({ origin, eventName }: Report): string {
  const event = eventName === undefined ? '' : `"${visibleName(eventName)}"`;
  if (origin === undefined) return event === '' ? '' : `${event}: `;
  return event === '' ? `${origin}: ` : `${origin}, ${event}: `;
}

/** The same for reports of which one is enough for a while. */
export function idOf(report: Report): string {
  const { kind, mapper, fault, status, key } = report;
  return [kind, subject(report), mapper, fault, status, key].join('|');
}

/** The fields of a report. @param times how many a sum has */
export function fieldsOf(
  report: Report,
  backlog: Backlog | undefined,
  times: number | undefined,
): LogFields {
  const { kind, origin: handler, eventName, mapper, fault, status, count, path, taken } = report;
  const { waitMs } = report;
  const name = eventName === undefined ? undefined : visibleName(eventName);
  const { queued, oldestAt, nextTryMs } = backlog ?? {};
  const all = { kind, handler, eventName: name, mapper, fault, status, count, path, taken, times };
  const fields = { ...all, waitMs, queued, oldestAt, nextTryMs };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as LogFields;
}
