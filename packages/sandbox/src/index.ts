export { type Fault, type FaultEntry } from "./kernel/fault.ts";
export type { MutationWatcher, SeenMutation } from "./kernel/mutation-watch.ts";
export type { Kernel, MakeCloud, SandboxClock, SandboxCloud, SandboxObject } from "./kernel/sandbox-cloud.ts";
export { defaultPort, type Sandbox, type SandboxSettings } from "./sandbox.ts";
export { sandboxAccountId, sandboxEnv } from "./sandbox-env.ts";
export { startSandbox } from "./start-sandbox.ts";
