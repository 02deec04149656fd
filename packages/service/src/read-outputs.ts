import { isJoin, isRef, isSealed, mapValue, type StackId, type Value } from "@cloudmake/model";
import type { Platform } from "./platform.ts";

/** component -> output -> value. Secret ones are `[secret]` unless asked for in clear. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** Outputs of a stack as of its last apply; `undefined` when it was never applied. */
export async function readOutputs(
  platform: Pick<Platform, "state" | "sealer">,
  stack: StackId,
  call: { signal: AbortSignal; showSecrets: boolean },
): Promise<Outputs | undefined> {
  const record = await platform.state.records.read(stack, call);
  if (record === undefined) return undefined;
  const shown = (leaf: Value): Value => {
    if (isJoin(leaf)) return leaf.$join.map(String).join("");
    if (!isSealed(leaf)) return leaf;
    return call.showSecrets ? platform.sealer.open(leaf) : "[secret]";
  };
  return Object.fromEntries(
    Object.entries(record.outputs).map(([component, outputs]) => [
      component,
      Object.fromEntries(
        Object.entries(outputs)
          .filter(([, value]) => !isRef(value))
          .map(([name, value]) => [name, mapValue(value, shown)]),
      ),
    ]),
  );
}
