import { useRef } from 'preact/hooks';

interface Props {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onFile: (file: File | undefined) => Promise<void>;
}

/** Where the body is pasted, typed or dropped. */
export function JsonInput({ text, onChange, onFile }: Props) {
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="compare-input">
      <div class="card-head">
        <h2>
          <label for="compare-body">JSON body</label>
        </h2>
        <button type="button" onClick={() => file.current?.click()}>
          Open a file
        </button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={({ currentTarget }) => void onFile(currentTarget.files?.[0])}
        />
        <button type="button" disabled={text === ''} onClick={() => onChange('')}>
          Empty it
        </button>
      </div>
      <textarea
        id="compare-body"
        value={text}
        placeholder="Paste or drop the body of a request"
        spellcheck={false}
        autocomplete="off"
        data-main-search
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <p class="muted">It is judged by the sandbox as a request would be, and kept nowhere.</p>
    </div>
  );
}
