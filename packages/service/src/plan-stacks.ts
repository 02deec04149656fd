import { createGate, makePlan, type Wishes, type World } from "@cloudmake/engine";
import { isSweep, type Plan, type ResourceGraph } from "@cloudmake/model";
import type { PreviewStep } from "@cloudmake/ports";
import type { Call, Platform } from "./platform.ts";
import { foreignInClear, secretNames, seeWorlds } from "./see-worlds.ts";

export interface PlannedStack {
  readonly world: World;
  readonly plan: Plan;
}

/** Plans every stack. Writes nothing, anywhere. */
export async function planStacks(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  call: Call,
): Promise<readonly PlannedStack[]> {
  const worlds = await seeWorlds(platform, graphs, wishes, call);
  return worlds.map((world) => ({ world, plan: makePlan(world) }));
}

/** One place where the planner and Pulumi's own preview do not agree: a bug in one of them. */
export interface Disagreement {
  readonly address: string;
  readonly planned: string;
  readonly previewed: string;
}

/** Compares a plan with what Pulumi itself would do. */
export async function verifyPlan(
  platform: Platform,
  { world, plan }: PlannedStack,
  call: Call,
): Promise<readonly Disagreement[]> {
  const provisioner = await platform.provisioner();
  const previewed = await provisioner.preview({
    run: platform.ids.run(),
    stack: plan.stack,
    graph: world.graph,
    plan,
    gate: createGate(plan, world.record, () => undefined),
    record: world.record,
    observation: world.observation,
    secrets: secretValues(platform, world.graph),
    foreign: await foreignInClear(platform, world.graph, call),
    token: 0,
    signal: call.signal,
  });
  return disagreements(plan, previewed);
}

export function secretValues(platform: Platform, graph: ResourceGraph): ReadonlyMap<string, string> {
  return new Map(
    secretNames([graph]).flatMap((name) => {
      const value = platform.secrets.read(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function disagreements(plan: Plan, previewed: readonly PreviewStep[]): readonly Disagreement[] {
  const theirs = new Map<string, string>();
  for (const { address, action } of previewed) {
    if (action !== "keep") theirs.set(address, [theirs.get(address), action].filter(Boolean).join("+"));
  }
  const ours = new Map<string, string>();
  for (const step of plan.steps) {
    const action = inPulumisWords(step);
    if (action !== "keep") ours.set(step.address, [ours.get(step.address), action].filter(Boolean).join("+"));
  }
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((address) => {
    const planned = ours.get(address) ?? "keep";
    const preview = theirs.get(address) ?? "keep";
    return planned === preview ? [] : [{ address, planned, previewed: preview }];
  });
}

/** Pulumi has no word for imports (it makes them), for forgetting (it deletes) and for what it never heard of. */
function inPulumisWords(step: Plan["steps"][number]): PreviewStep["action"] {
  const { action, reasons } = step;
  switch (action) {
    case "import":
      return "create";
    case "forget":
      return reasons.some(({ because }) => because === "missing") ? "keep" : "delete";
    case "delete":
      return isSweep(step) ? "keep" : "delete";
    case "hold":
      return "keep";
    case "create":
    case "update":
    case "replace":
    case "keep":
      return action;
  }
}
