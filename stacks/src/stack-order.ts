import type { Place, StackId, StackSpec } from "@cloudmake/model";
import { componentRefsIn } from "./resolve-settings.ts";

/** `from` must follow `to`. */
export interface StackEdge {
  readonly from: StackId;
  readonly to: StackId;
  /** Every reference that asks for it, as the user would write it, and where its component stands. */
  readonly reasons: readonly { readonly component: string; readonly reference: string; readonly place: Place }[];
}

export interface StackOrder {
  /** Referenced stacks first; ties keep their order. */
  readonly specs: readonly StackSpec[];
  readonly edges: readonly StackEdge[];
  /** Stacks that wait for each other, be it that their components do not. */
  readonly circular: ReadonlySet<StackId>;
}

export function orderStacks(specs: readonly StackSpec[]): StackOrder {
  const edges = specs.flatMap(edgesOf);
  const ordered: StackSpec[] = [];
  const circular = new Set<StackId>();
  const path: StackSpec[] = [];
  const visit = (spec: StackSpec): void => {
    if (ordered.includes(spec)) return;
    if (path.includes(spec)) {
      path.slice(path.indexOf(spec)).forEach(({ stack }) => circular.add(stack));
      return;
    }
    path.push(spec);
    for (const { to } of edges.filter(({ from }) => from === spec.stack)) {
      const foundation = specs.find(({ stack }) => stack === to);
      if (foundation !== undefined) visit(foundation);
    }
    path.pop();
    ordered.push(spec);
  };
  specs.forEach(visit);
  return { specs: ordered, edges, circular };
}

function edgesOf(spec: StackSpec): readonly StackEdge[] {
  const found = new Map<StackId, StackEdge["reasons"]>();
  for (const component of spec.components) {
    for (const { $from } of componentRefsIn(component.settings)) {
      if ($from.stack === spec.stack) continue;
      const output = $from.output === "self" ? "" : `.${$from.output}`;
      const reason = {
        component: component.name,
        reference: `\${${$from.stack}/${$from.component}${output}}`,
        place: component.placeOf([]),
      };
      found.set($from.stack, [...(found.get($from.stack) ?? []), reason]);
    }
  }
  return [...found].map(([to, reasons]) => ({ from: spec.stack, to, reasons }));
}
