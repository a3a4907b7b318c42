export { createSandbox } from './create-sandbox.js';
export type { SandboxEvent } from './sandbox-event.interface.js';
export type { FaultRange, SandboxFault } from './sandbox-fault.type.js';
export type { SandboxOptions } from './sandbox-options.interface.js';
export type { SandboxOutcome, SandboxRequest } from './sandbox-request.interface.js';
export type { Sandbox } from './sandbox.interface.js';
