import type { AuditAnswer } from '../../lib/outbox/ledger.js';
import type { EventInput } from '../input/find-inputs.js';
import { ProgressBar } from '../progress-bar.js';
import type { AnyOutbox } from '../with-outbox.js';
import { readIds } from './read-ids.js';

/** How many ids are looked up together: each look goes through the whole ledger. */
const TOGETHER = 50_000;

export interface AuditSettings {
  readonly column: string | undefined;
  /** The event_id of a given id. */
  readonly toEventId: (id: string) => string;
  readonly eventName: string | undefined;
  readonly since: number | undefined;
  /** The number of the present source in a file; undefined if all are. */
  readonly source: number | undefined;
}

/** The answers for the ids of an input, in their order, under the ids that the input has. */
export async function* auditIds(
  outbox: AnyOutbox,
  input: EventInput,
  { column, toEventId, eventName, since, source }: AuditSettings,
): AsyncGenerator<AuditAnswer> {
  const bar = new ProgressBar(input.bytes);
  let [done, read] = [0, 0];
  const onRead = (bytes: number) => bar.update((done += bytes), `${read} ids`);
  let ids: string[] = [];
  async function* look(): AsyncGenerator<AuditAnswer> {
    const given = ids;
    ids = [];
    const query = { ids: given.map(toEventId), eventName, since };
    const answers = await outbox.audit(query, source);
    for (const [index, answer] of answers.entries()) yield { ...answer, id: given[index]! };
  }
  try {
    for await (const id of readIds(input, column, onRead)) {
      read++;
      if (ids.push(id) >= TOGETHER) yield* look();
    }
    yield* look();
  } finally {
    bar.end();
  }
}
