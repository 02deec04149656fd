export { type CompiledStacks, compileStacks, compilingStacks } from "./compile-stacks.ts";
export { componentReference } from "./component-reference.ts";
export type { ComponentType, ComponentTypes, NeededFile, OutputDescription } from "./component-type.ts";
export { componentTypes } from "./components/registry.gen.ts";
export type * from "./neon-types.ts";
export type { ResourceInputs } from "./resource-inputs.ts";
export type { ResourceStates, ResourceTypes, Token } from "./resource-types.ts";
export { filesOf, type SpecFile } from "./spec-files.ts";
export { orderStacks, type StackEdge, type StackOrder } from "./stack-order.ts";
