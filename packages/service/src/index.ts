export * from "./apply-stacks.ts";
export type { StackResult } from "./carry-out.ts";
export * from "./find-drift.ts";
export * from "./plan-stacks.ts";
export * from "./platform.ts";
export * from "./read-outputs.ts";
export * from "./rebuild-state.ts";
export { readRecord, secretNames } from "./see-worlds.ts";
