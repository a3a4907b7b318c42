import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.js';

const PAUSE_MS = 200;

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  /** Whether the key `/` focuses it. */
  readonly isMain?: boolean;
}

/** A field that filters while one types. */
export function SearchField({ label, placeholder, value = '', onChange, isMain }: Props) {
  const [typed, setTyped] = useState(value);
  const reported = useRef(value);

  // Follows changes by a link or by the button that clears the filter.
  useEffect(() => {
    if (value !== reported.current) setTyped(value);
    reported.current = value;
  }, [value]);

  useEffect(() => {
    if (typed === reported.current) return;
    const timer = setTimeout(() => {
      reported.current = typed;
      onChange(typed);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <label class="search-field">
      <span class="off-screen">{label}</span>
      <Icon name="search" />
      <input
        type="search"
        placeholder={placeholder}
        value={typed}
        data-main-search={isMain}
        autocomplete="off"
        spellcheck={false}
        aria-keyshortcuts={isMain ? '/' : undefined}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          event.stopPropagation();
          setTyped('');
        }}
      />
      {isMain && <kbd aria-hidden="true">/</kbd>}
    </label>
  );
}
