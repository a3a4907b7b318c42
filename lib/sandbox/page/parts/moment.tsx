import { shortTime } from './time-text.js';

/** A moment, with the whole of it in its tooltip. */
export function Moment({ at }: { at: string }) {
  return (
    <time class="moment" dateTime={at} title={at}>
      {shortTime(at)}
    </time>
  );
}
