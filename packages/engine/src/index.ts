export * from "./baseline.ts";
export * from "./create-gate.ts";
export * from "./make-drift-report.ts";
export * from "./make-plan.ts";
export * from "./next-record.ts";
export * from "./resolve-inputs.ts";
export * from "./world.ts";
