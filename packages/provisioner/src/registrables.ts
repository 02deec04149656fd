import { type Address, type AppliedResource, isSealed, mapValue, type Step, type Value } from "@cloudmake/model";
import type { ProvisionJob, Registrable, Registration, Sealer } from "@cloudmake/ports";
import { urnOf } from "./urn.ts";

/** What the engine shall know after the run: the plan's nodes, and what is held, as it is. The rest it deletes. */
export function registrables(
  { graph, plan, record }: ProvisionJob,
  known: ReadonlySet<string>,
): readonly Registrable[] {
  const steps = new Map(plan.steps.map((step) => [keyOf(step), step]));
  const isKnown = ({ address, type }: Registrable): boolean => known.has(urnOf(address, type));
  const wanted = graph.nodes.flatMap((node): Registrable[] => {
    const { address, type, inputs, dependsOn } = node;
    const held = steps.get(keyOf(node))?.action === "hold";
    const registrable = { address, type, inputs, dependsOn, held };
    if (isLeaving(steps.get(keyOf(node))) || (held && !isKnown(registrable))) return [];
    return [registrable];
  });
  const inGraph = new Set(graph.nodes.map(keyOf));
  const kept = record.resources.flatMap((resource): Registrable[] => {
    if (inGraph.has(keyOf(resource)) || steps.get(keyOf(resource))?.action !== "hold") return [];
    const { address, type, inputs, dependsOn } = resource;
    const registrable = { address, type, inputs, dependsOn, held: true };
    return isKnown(registrable) ? [registrable] : [];
  });
  return inOrder([...kept, ...wanted]);
}

/** Outputs that references may need of resources the engine does not know: of other stacks, and of held ones. */
export function givenOutputs(
  { foreign, record }: ProvisionJob,
  nodes: readonly Registrable[],
  sealer: Sealer,
): Registration["given"] {
  const registered = new Set(nodes.map(({ address }) => address));
  const unregistered = record.resources.filter(({ address }) => !registered.has(address));
  return new Map([...unregistered.flatMap((resource) => outputsOf(resource, sealer)), ...foreign]);
}

type Given = readonly [string, { readonly value: Value; readonly secret: boolean }];

function outputsOf({ address, id, outputs }: AppliedResource, sealer: Sealer): readonly Given[] {
  const entries = Object.entries(outputs).map(([name, value]): Given => {
    let secret = false;
    const clear = mapValue(value, (leaf) => {
      if (!isSealed(leaf)) return leaf;
      secret = true;
      return sealer.open(leaf);
    });
    return [`${address}#${name}`, { value: clear, secret }];
  });
  return [[`${address}#id`, { value: id, secret: false }], ...entries];
}

function isLeaving(step: Step | undefined): boolean {
  return step?.action === "forget" || step?.action === "delete";
}

/** Foundations first; of two resources at one address the later one is what others depend on. */
function inOrder(nodes: readonly Registrable[]): readonly Registrable[] {
  const byAddress = new Map<Address, Registrable>(nodes.map((node) => [node.address, node]));
  const ordered = new Set<Registrable>();
  const visiting = new Set<Registrable>();
  const visit = (node: Registrable): void => {
    if (ordered.has(node) || visiting.has(node)) return;
    visiting.add(node);
    for (const address of node.dependsOn) {
      const foundation = byAddress.get(address);
      if (foundation !== undefined) visit(foundation);
    }
    ordered.add(node);
  };
  nodes.forEach(visit);
  return [...ordered];
}

function keyOf({ address, type }: { readonly address: Address; readonly type: string }): string {
  return `${address} ${type}`;
}
