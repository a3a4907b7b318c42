import { useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { JsonInput } from './json-input.js';
import { parseJson } from './parse-json.js';
import { useVerdict } from './use-verdict.js';
import { VerdictPanel } from './verdict-panel.js';

/** Kept while other views are looked at. */
const body = signal('');

/** Judges a body as if it had been sent; nothing is kept. */
export function CompareView() {
  const [isOver, setOver] = useState(false);
  const parsed = parseJson(body.value);
  const { verdict, error } = useVerdict(parsed.error === undefined ? body.value : '');

  const take = async (file: File | undefined) => {
    if (file !== undefined) body.value = await file.text();
  };

  return (
    <div
      class={`compare ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const text = event.dataTransfer?.getData('text/plain');
        if (text) body.value = text;
        else void take(event.dataTransfer?.files[0]);
      }}
    >
      <JsonInput text={body.value} onChange={(text) => (body.value = text)} onFile={take} />
      <VerdictPanel text={body.value} parsed={parsed} verdict={verdict} error={error} />
    </div>
  );
}
