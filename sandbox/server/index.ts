export type { SandboxOutcome } from './api-types.js';
export { createSandbox } from './create-sandbox.js';
export type {
  FaultRange,
  Sandbox,
  SandboxEvent,
  SandboxFault,
  SandboxOptions,
  SandboxRequest,
} from './sandbox.interface.js';
