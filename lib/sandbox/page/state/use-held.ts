import { useRef, useState } from 'preact/hooks';

/**
 * Keeps what is shown as it is while somebody points at it or has the keyboard in it, so that
 * nothing moves away under the hand.
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
