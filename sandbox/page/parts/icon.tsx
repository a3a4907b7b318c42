const PATHS = {
  alert: 'M8 2.2 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.1',
  back: 'M9.8 3 4.8 8l5 5',
  check: 'M3 8.5 6.5 12 13 4.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  down: 'M3.5 6 8 10.5 12.5 6',
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  dark: 'M13.5 9.6A6 6 0 0 1 6.4 2.5 6 6 0 1 0 13.5 9.6z',
  filter: 'M2 4h12M4.5 8h7M6.5 12h3',
  help: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M6 6.3a2 2 0 1 1 2.9 1.8C8.3 8.4 8 8.8 8 9.4M8 11.6v.1',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M4.5 2.8v10.4L13 8z',
  right: 'M6 3.5 10.5 8 6 12.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14',
  send: 'M14 2 7.2 8.8M14 2 9.8 14 7.2 8.8 2 6.2z',
  system: 'M2 3h12v8H2zM6 13.5h4',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9',
  up: 'M8 13V3.5M3.8 7.7 8 3.5l4.2 4.2',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon next to text, or on a button with a label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface ButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  /** Further classes. */
  readonly class?: string;
  readonly disabled?: boolean;
  readonly 'aria-expanded'?: boolean;
  readonly 'aria-haspopup'?: 'dialog';
  readonly 'aria-keyshortcuts'?: string;
}

/** A button that shows only an icon. */
export function IconButton({ icon, label, class: classes = '', ...attributes }: ButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${classes}`}
      aria-label={label}
      title={label}
      {...attributes}
    >
      <Icon name={icon} />
    </button>
  );
}
