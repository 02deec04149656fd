export * from "./define-resource.ts";
export * from "./http/cloud-api.ts";
export * from "./http/cloud.ts";
export * from "./http/create-cloud-api.ts";
export * from "./http/governor.ts";
export * from "./http/refusal-of.ts";
export * from "./http/wiring.ts";
