import {
  type Inputs,
  secretOnWire,
  unknownOnWire,
  type WireInputs,
  wireLike,
  wireOf,
  type WireValue,
} from "@cloudmake/model";
import type { Live, ResourceDefinition } from "../define-resource.ts";

/** A live object's outputs: secret are those the definition names, and those of the name of a secret input. */
export function outputsOf(definition: ResourceDefinition, { outputs }: Live, inputs: WireInputs): WireInputs {
  const secret = new Set(definition.secretOutputs);
  const entries = Object.entries(outputs).map(([name, value]): [string, WireValue] => [
    name,
    secret.has(name) ? secretOnWire(wireOf(value)) : wireLike(value, inputs[name]),
  ]);
  return Object.fromEntries(entries);
}

/** Live outputs over the known ones: what a list does not tell (secrets, mostly) stays as it was. */
export function liveOutputs(
  definition: ResourceDefinition,
  live: Live,
  inputs: WireInputs,
  known: WireInputs,
): WireInputs {
  const names = new Set(Object.keys(definition.outputs.shape));
  const kept = Object.fromEntries(Object.entries(known).filter(([name]) => names.has(name)));
  return { ...kept, ...outputsOf(definition, live, inputs) };
}

/** What the engine keeps of a resource: its inputs, and its outputs over them, as the official providers do. */
export function stateOf(inputs: WireInputs, outputs: WireInputs): WireInputs {
  return { ...inputs, ...outputs };
}

/** Before a creation nothing is known but the inputs. */
export function stateBeforeCreate(definition: ResourceDefinition, inputs: WireInputs): WireInputs {
  return stateOf(inputs, unknown(Object.keys(definition.outputs.shape)));
}

/** Before an update all outputs are known but those it may change. */
export function stateBeforeUpdate(definition: ResourceDefinition, old: WireInputs, inputs: WireInputs): WireInputs {
  return { ...old, ...inputs, ...unknown(definition.volatile) };
}

/** Live inputs over the known ones: only fields that are ours, in the order and secrecy in which we know them. */
export function liveInputs(definition: ResourceDefinition, live: Live, known: WireInputs): WireInputs {
  const entries = Object.entries(known).map(([field, value]): [string, WireValue] => {
    const now = live.inputs[field];
    const unread = now === undefined || definition.writeOnly.includes(field);
    return [field, unread ? value : wireLike(now, value)];
  });
  return Object.fromEntries(entries);
}

/** All inputs of an object that nobody knew before. */
export function allInputs(inputs: Partial<Inputs>): WireInputs {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([field, value]) => (value == null ? [] : [[field, wireOf(value)]])),
  );
}

function unknown(names: readonly string[]): WireInputs {
  return Object.fromEntries(names.map((name) => [name, unknownOnWire]));
}
