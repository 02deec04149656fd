import type { WireInputs } from "@cloudmake/model";
import type { Live } from "../define-resource.ts";
import type { Serving, Subject } from "./serving.ts";
import { outputsOf } from "./wire-outputs.ts";

/** Tells the session what exists now, and gives back its outputs as they go to the engine. */
export function settle(
  { session }: Serving,
  { address, definition }: Subject,
  live: Live,
  inputs: WireInputs,
  incomplete: readonly string[] = [],
): WireInputs {
  const outputs = outputsOf(definition, live, inputs);
  session.settled({ kind: "there", address, type: definition.type, id: live.id, inputs, outputs, incomplete });
  return outputs;
}
