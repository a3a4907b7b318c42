import type { Finding } from '../api/types.js';

/** A finding at its place in a document. */
export interface Mark extends Finding {
  readonly kind: 'violation' | 'warning';
}

interface Judged {
  readonly violations: readonly Finding[];
  readonly warnings: readonly Finding[];
}

export function toMarks({ violations, warnings }: Judged): readonly Mark[] {
  return [
    ...violations.map((finding) => ({ ...finding, kind: 'violation' as const })),
    ...warnings.map((finding) => ({ ...finding, kind: 'warning' as const })),
  ];
}
