export * from "./directory-budget.ts";
export * from "./directory-state.ts";
export * from "./sealer.ts";
export * from "./state-key.ts";
export * from "./state-place.ts";
