export * from "./define-resource.ts";
export * from "./http/cloud-api.ts";
export * from "./http/cloud.ts";
