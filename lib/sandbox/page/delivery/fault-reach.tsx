import type { FaultPartProps } from './fault-details.js';
import { NumberField } from './number-field.js';

/** Which requests meet the fault. */
export function FaultReach({ choice, onChange }: FaultPartProps) {
  return (
    <div class="fields">
      <label class="field">
        <span>Share of requests, {choice.share} %</span>
        <input
          type="range"
          min={1}
          max={100}
          value={choice.share}
          aria-valuetext={`${choice.share} percent`}
          onInput={({ currentTarget }) => onChange({ share: currentTarget.value })}
        />
      </label>
      <NumberField
        label="Ends after, requests"
        value={choice.times}
        min={1}
        placeholder="until switched off"
        onChange={(times) => onChange({ times })}
      />
    </div>
  );
}
