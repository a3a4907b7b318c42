import { cut, nameText, visible } from '../parts/text.js';

/** More would not be visible. */
const MAX_LENGTH = 200;

/** The name and the id of an event. */
export function EventTitle({ name, id }: { name: string | null; id: string | null }) {
  return (
    <span class="shop-name">
      <b>{name === null ? 'no event name' : cut(nameText(name), MAX_LENGTH)}</b>{' '}
      <code>{id === null ? 'no event_id' : cut(visible(id), MAX_LENGTH)}</code>
    </span>
  );
}
