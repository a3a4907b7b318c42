import { signal } from '@preact/signals';

/** Whether there is room for one column only: details then cover what they belong to. */
export const isNarrow = matches('(max-width: 63.99rem)');

function matches(query: string) {
  const list = matchMedia(query);
  const state = signal(list.matches);
  list.addEventListener('change', (event) => {
    state.value = event.matches;
  });
  return state;
}
