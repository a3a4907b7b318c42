import { useState } from 'preact/hooks';
import { cut, figure } from './text.js';

interface Props {
  readonly text: string;
  readonly length?: number;
}

/** A text that is folded if it is long. */
export function LongText({ text, length = 400 }: Props) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= length) return <>{text}</>;
  return (
    <>
      {cut(text, length)}{' '}
      <button type="button" class="link" onClick={() => setWhole(true)}>
        Show all {figure(text.length)} characters
      </button>
    </>
  );
}
