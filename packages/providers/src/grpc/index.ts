export * from "./provider-host.ts";
