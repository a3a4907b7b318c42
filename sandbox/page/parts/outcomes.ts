import type { SandboxOutcome } from '../../server/api-types.js';

export const OUTCOME_LABELS: Readonly<Record<SandboxOutcome, string>> = {
  accepted: 'accepted',
  duplicate: 'duplicate',
  refused: 'refused',
  unauthorised: 'unauthorised',
  fault: 'simulated failure',
};

export const OUTCOMES = Object.keys(OUTCOME_LABELS) as readonly SandboxOutcome[];
