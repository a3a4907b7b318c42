import { useEffect, useState } from 'preact/hooks';
import type { ValidationResult } from '../../server/api-types.js';
import { call } from '../api/call.js';

const PAUSE_MS = 250;

/** The class with the colour of a verdict. */
export const VERDICT_COLOURS = {
  accepted: 'accepted',
  'accepted with warnings': 'warned',
  refused: 'refused',
} as const;

interface Validation {
  readonly result?: ValidationResult;
  readonly error?: string;
}

/** Gets the sandbox's verdict on a body, shortly after the last change. */
export function useValidation(text: string): Validation {
  const [validation, setValidation] = useState<Validation>({});
  useEffect(() => {
    if (text === '') return setValidation({});
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call('validate', { method: 'POST', body: text, signal: stop.signal }).then(
        (answer) => setValidation({ result: answer as ValidationResult }),
        (error: Error) => {
          if (!stop.signal.aborted) setValidation({ error: error.message });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return validation;
}
