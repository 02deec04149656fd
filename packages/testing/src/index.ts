export * from "./postgres-server.ts";
export * from "./resource-contract.ts";
export * from "./s3-server.ts";
export * from "./state-contract.ts";
