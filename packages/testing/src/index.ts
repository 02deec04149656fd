export * from "./state-contract.ts";
