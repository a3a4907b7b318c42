import type { ShopCounts } from '../../server/api-types.js';

interface StateText {
  readonly state: keyof ShopCounts;
  readonly label: string;
  readonly hint: string;
  /** A class with the colour of an outcome; empty for none. */
  readonly colour: string;
}

/** The states of an event in an outbox, in the order in which it may pass through them. */
export const STATES: readonly StateText[] = [
  { state: 'pending', label: 'pending', hint: 'Recorded, to be sent next', colour: '' },
  { state: 'leased', label: 'being sent', hint: 'A process sends it now', colour: 'duplicate' },
  {
    state: 'waiting',
    label: 'waiting',
    hint: 'An attempt failed; the next one comes later',
    colour: 'warned',
  },
  {
    state: 'dead',
    label: 'dead letters',
    hint: 'Not tried again; outbox replay sends those again that are valid',
    colour: 'refused',
  },
  {
    state: 'held',
    label: 'held',
    hint: 'Recorded for another endpoint or token',
    colour: 'fault',
  },
];

/** The label of one event's state. */
export function stateOf(state: keyof ShopCounts): StateText {
  const found = STATES.find((each) => each.state === state) as StateText;
  return state === 'dead' ? { ...found, label: 'dead letter' } : found;
}
