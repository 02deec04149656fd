export * from "./postgres-server.ts";
export * from "./resource-contract.ts";
export * from "./state-contract.ts";
