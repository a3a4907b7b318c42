/** The text of one JSON value, and where it stands. */
export interface JsonText {
  readonly text: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/** Cuts a text that comes in pieces into JSON values. */
export interface JsonCutter {
  push(piece: string): JsonText[];
  /** What is left at the end. */
  end(): JsonText[];
  /** How many characters wait for the end of their value. */
  readonly pending: number;
}
