import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly min: number;
  readonly max?: number;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  readonly onChange: (value: string) => void;
}

/** A field for a whole number. */
export function NumberField(props: Props) {
  const { label, value, min, max, isRequired, placeholder, suggestions = [], onChange } = props;
  const listId = useId();
  return (
    <label class="field">
      {label}
      <input
        type="number"
        inputMode="numeric"
        step={1}
        min={min}
        max={max}
        required={isRequired}
        placeholder={placeholder}
        list={suggestions.length > 0 ? listId : undefined}
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </label>
  );
}
