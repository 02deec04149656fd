import { type Address, hasUnknownOnWire, isSecretOnWire, type Value, type WireValue } from "@cloudmake/model";
import type { Registered, Registration } from "@cloudmake/ports";
import { output, type Output, secret as asSecret, unknown } from "@pulumi/pulumi/output.js";
import type { ChosenStack } from "./program-spec.ts";
import { resolveValue } from "./program.ts";

type Done = Extract<Registered, { kind: "registered" }>;

/** What `pulumi stack output` shows: component -> output -> value, secrets marked, unknown while a preview cannot say. */
export function outputsOf(
  { nodes, outputs }: ChosenStack,
  answers: readonly Registered[],
  world: Pick<Registration, "secrets" | "given">,
): Readonly<Record<string, unknown>> {
  const known = new Map<Address, Done>();
  nodes.forEach(({ address }, index) => {
    const answer = answers[index];
    if (answer?.kind === "registered") known.set(address, answer);
  });
  const shown = Object.entries(outputs).map(([component, values]) => {
    // A component's `self` is for other components to refer to.
    const told = Object.entries(values).filter(([name]) => name !== "self");
    return [component, Object.fromEntries(told.map(([name, { value, secret }]) => [name, exported(value, secret)]))];
  });
  return Object.fromEntries(shown);

  function exported(value: Value, secret: boolean): unknown {
    const wire = resolveValue(value, { ...world, preview: true }, known);
    const plain: WireValue | Output<unknown> = hasUnknownOnWire(wire)
      ? output(unknown)
      : isSecretOnWire(wire)
        ? wire.value
        : wire;
    return secret || isSecretOnWire(wire) ? asSecret(plain) : plain;
  }
}
