import { signal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** A signal that is true while a media query matches. */
export function mediaSignal(query: string): Signal<boolean> {
  const list = matchMedia(query);
  const state = signal(list.matches);
  list.addEventListener('change', ({ matches }) => (state.value = matches));
  return state;
}

/** Whether there is room for one column only: details then cover their list. */
export const isNarrow = mediaSignal('(max-width: 63.99rem)');

/** The present size of an element. */
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
 * Holds a value while the pointer or the keyboard focus is in its element, so that no item moves away
 * before a click.
 *
 * @param about identifies the subject of the value: a value of another subject is shown at once
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

/** @returns the index that a key leads to in a list; undefined for other keys */
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

/** Moves the focus through the links of an element with the arrow keys, from the current one at first. */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const focused = links.findIndex((link) => link === document.activeElement);
  const index = focused < 0 ? links.findIndex((link) => link.ariaCurrent !== null) : focused;
  const key = event.key.replace('Right', 'Down').replace('Left', 'Up');
  const next = indexAfter(key, index, links.length, 10);
  if (next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}
