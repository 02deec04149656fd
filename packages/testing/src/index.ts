export * from "./clients/install-clients.ts";
export * from "./clients/install-hcloud-cli.ts";
export * from "./clients/run-client.ts";
export * from "./postgres-server.ts";
export * from "./resource-contract.ts";
export * from "./s3-server.ts";
export * from "./state-contract.ts";
