import type * as Log from "@pulumi/pulumi/log/index.js";

/**
 * Keeps Pulumi's SDK from sending its debug messages to the engine: six calls per operation that the engine drops. They
 * go out one after the other for the whole process, so a stack whose engine is slow would keep all others from ending.
 */
export function spareDebugLog(log: typeof Log): void {
  Object.assign(log, { debug: () => Promise.resolve() });
}
