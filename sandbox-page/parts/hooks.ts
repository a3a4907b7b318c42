import { signal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Whether a media query matches, as it changes. */
export function mediaSignal(query: string): Signal<boolean> {
  const list = matchMedia(query);
  const state = signal(list.matches);
  list.addEventListener('change', ({ matches }) => (state.value = matches));
  return state;
}

/** Whether there is room for one column only: details then cover what they belong to. */
export const isNarrow = mediaSignal('(max-width: 63.99rem)');

/** The size of an element, as it changes. */
export function useSize<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, ...size };
}

/**
 * Keeps what is shown as it is while the pointer or the keyboard is in it, so that nothing moves away
 * under the hand.
 *
 * @param about what the value is about: with another one it is shown at once
 */
export function useHeld<T>(value: T, about: string | undefined) {
  const [isHeld, setHeld] = useState(false);
  const shown = useRef({ value, about });
  if (!isHeld || shown.current.about !== about || shown.current.value === undefined) {
    shown.current = { value, about };
  }
  return {
    value: shown.current.value,
    handlers: {
      onMouseEnter: () => setHeld(true),
      onMouseLeave: () => setHeld(false),
      onFocusCapture: () => setHeld(true),
      onBlurCapture: () => setHeld(false),
    },
  };
}

/** @returns where a key leads in a list, undefined for a key that does not move */
export function indexAfter(key: string, index: number, count: number, page: number) {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  };
  const next = targets[key];
  if (next === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, next));
}

/** Moves the focus through the links of an element with the arrow keys. */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const index = links.findIndex((link) => link === document.activeElement);
  const key = event.key.replace('Right', 'Down').replace('Left', 'Up');
  const next = indexAfter(key, index, links.length, 10);
  if (next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}
