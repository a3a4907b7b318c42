import { statSync } from 'node:fs';
import { SHOP_ACTIONS } from '../api-types.js';
import { OutboxUnavailableError } from '../../../lib/outbox/errors.js';
import { isPlainObject } from '../../../lib/event/plain-json.js';
import { parseJson } from '../http/read-body.js';
import { HttpError } from '../http/router.js';
import { actionsOn, findSources, openOutbox, type OwnSource } from './read-shop.js';

const GONE = 'the event is not in the outbox any more: it was delivered, or discarded';
const OTHER =
  'the event was recorded for another endpoint or token: use npx nestjs-converge outbox for it';
const NOT_NOW = 'this cannot be done with the event in its present state: look at it again';

/**
 * Does what the page asks for with one event that was recorded for this sandbox. The file must belong to
 * the sandbox's own user.
 *
 * @param name of the action
 * @param text the body of the request: `{ "id": 7 }`
 * @throws HttpError that says why not
 */
export async function changeShop(
  path: string,
  own: OwnSource,
  name: string,
  text: string,
): Promise<void> {
  const action = SHOP_ACTIONS.find((known) => known === name);
  if (action === undefined) throw new HttpError(404, `use one of ${SHOP_ACTIONS.join(', ')}`);
  const body = parseJson(text);
  const id = isPlainObject(body) ? body['id'] : undefined;
  if (!Number.isSafeInteger(id)) throw new HttpError(400, 'give id as the number of an event');
  refuseOtherUsers(path);
  const outbox = await openOutbox(path, 'to change').catch((error: Error) => {
    throw error instanceof OutboxUnavailableError ? new HttpError(409, error.message) : error;
  });
  try {
    const event = await outbox.show(Number(id));
    if (event === undefined) throw new HttpError(404, GONE);
    const sources = await findSources(outbox, own);
    if (!sources.has(event.source)) throw new HttpError(409, OTHER);
    if (!actionsOn(event).includes(action)) throw new HttpError(409, NOT_NOW);
    if (action === 'send-now') await outbox.sendNow(event.id);
    else if (action === 'replay') await outbox.replay({ id: event.id });
    else await outbox.discard({ id: event.id });
  } finally {
    outbox.close();
  }
}

/** A sandbox that runs as root would change the file of anybody. */
function refuseOtherUsers(path: string): void {
  const uid = statSync(path, { throwIfNoEntry: false })?.uid;
  const user = process.geteuid?.();
  if (uid === undefined || user === undefined || uid === user) return;
  throw new HttpError(
    409,
    `the outbox belongs to user ${uid}, and the sandbox runs as user ${user}: start it as that user`,
  );
}
