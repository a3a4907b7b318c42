interface Props {
  /** From 0 to 1. */
  readonly share: number;
  readonly kind: 'good' | 'warning' | 'bad' | 'plain';
}

/** A share as a bar; the words beside it say the same. */
export function ShareBar({ share, kind }: Props) {
  return (
    <span class={`share ${kind}`} aria-hidden="true">
      <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  );
}
