import type { FaultChoice } from './fault-choice.js';
import { NumberField } from './number-field.js';

export interface FaultPartProps {
  readonly choice: FaultChoice;
  readonly onChange: (changes: Partial<FaultChoice>) => void;
}

/** What some kinds of fault need to be told. */
export function FaultDetails({ choice, onChange }: FaultPartProps) {
  if (choice.kind === 'status') {
    return (
      <div class="fields">
        <NumberField
          label="Status"
          value={choice.status}
          min={200}
          max={599}
          isRequired
          suggestions={['429', '500', '503', '401', '400', '204']}
          onChange={(status) => onChange({ status })}
        />
        <NumberField
          label="Retry-After, seconds"
          value={choice.retryAfter}
          min={0}
          placeholder="none"
          onChange={(retryAfter) => onChange({ retryAfter })}
        />
      </div>
    );
  }
  if (choice.kind === 'delay') {
    return (
      <div class="fields">
        <NumberField
          label="Delay, milliseconds"
          value={choice.ms}
          min={1}
          isRequired
          onChange={(ms) => onChange({ ms })}
        />
      </div>
    );
  }
  return null;
}
