import { timeProcess } from "./time-process.ts";

/**
 * Milliseconds that bare Node takes to start and end. Beside a budget in milliseconds it says how fast the machine was
 * meanwhile: how many such starts something takes stays the same where its milliseconds do not.
 */
export const bareNode = {
  otherName: "start of bare Node",
  other: (): Promise<number> => timeProcess({ program: process.execPath, args: ["-e", "0"], cwd: process.cwd() }),
} as const;
