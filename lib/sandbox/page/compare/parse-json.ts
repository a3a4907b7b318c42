export interface Parsed {
  readonly value?: unknown;
  /** Why it is not JSON. */
  readonly error?: string;
}

/** Reads JSON; an empty text is neither a value nor wrong. */
export function parseJson(text: string): Parsed {
  if (text.trim() === '') return {};
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
