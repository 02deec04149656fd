export * from "./create-provisioner.ts";
