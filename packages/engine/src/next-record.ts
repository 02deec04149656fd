import type { Address, AppliedRecord, AppliedResource, Plan, Print, ResourceGraph, Value } from "@cloudmake/model";
import { digestOfGraph, outputOf } from "./make-plan.ts";
import { type Known, resolveInputs } from "./resolve-inputs.ts";
import { keyOf } from "./world.ts";

/** What a run left, as the provisioner saw it. */
export interface RunOutcome {
  readonly graph: ResourceGraph;
  readonly plan: Plan;
  /** All steps were carried out. */
  readonly complete: boolean;
  readonly resources: readonly AppliedResource[];
  readonly failed: ReadonlySet<Address>;
  readonly secrets: ReadonlyMap<string, Print>;
  readonly foreign: ReadonlyMap<string, Value>;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The record after a run. Inputs of resources that were carried out are the graph's with the outputs that exist now,
 * in the same form in which the next plan will ask for them: a plan right after an apply has nothing to do.
 */
export function nextRecord(before: AppliedRecord, run: RunOutcome): AppliedRecord {
  const nodes = new Map(run.graph.nodes.map((node) => [keyOf(node), node]));
  const actions = new Map(run.plan.steps.map((step) => [keyOf(step), step.action]));
  const known = knownFrom(run, (resource, output) => outputOf(resource, output));
  const resources = run.resources.map((resource): AppliedResource => {
    const node = nodes.get(keyOf(resource));
    if (node === undefined) return resource;
    // What the spec says of deletion is ours alone: it counts also where nothing else was done.
    const current = { ...resource, deletion: node.deletion };
    const action = actions.get(keyOf(resource));
    const unreached = action !== "keep" && before.resources.includes(resource);
    if (action === "hold" || unreached || run.failed.has(resource.address)) return current;
    return { ...current, inputs: resolveInputs(node.inputs, known), dependsOn: [...node.dependsOn] };
  });
  return {
    formatVersion: 1,
    stack: before.stack,
    serial: before.serial + 1,
    ...(run.complete ? { spec: digestOfGraph(run.graph) } : {}),
    appliedAt: run.at,
    resources,
    outputs: outputsAfter(run),
  };
}

function knownFrom(
  { resources, secrets, foreign }: RunOutcome,
  outputIn: (resource: AppliedResource, output: string) => Value | undefined,
): Known {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  return {
    secret: (name) => secrets.get(name),
    output: ({ $ref: { address, output } }) => {
      const resource = byAddress.get(address);
      return resource === undefined ? foreign.get(`${address}#${output}`) : outputIn(resource, output);
    },
  };
}

/** component -> output -> value; secret outputs stay sealed, those of components that were not made are left out. */
function outputsAfter(run: RunOutcome): AppliedRecord["outputs"] {
  const sealed = knownFrom(run, (resource, output) => (output === "id" ? resource.id : resource.outputs[output]));
  return Object.fromEntries(
    Object.entries(run.graph.outputs).map(([component, outputs]) => {
      const values = Object.entries(outputs).map(([name, { value }]) => [name, value] as const);
      return [component, resolveInputs(Object.fromEntries(values), sealed)];
    }),
  );
}
