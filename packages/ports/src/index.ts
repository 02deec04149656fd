export * from "./clock.ts";
export * from "./gate.ts";
export * from "./leases.ts";
export * from "./observer.ts";
export * from "./provider-host.ts";
export * from "./provisioner.ts";
export * from "./secrets.ts";
export * from "./state-backend.ts";
