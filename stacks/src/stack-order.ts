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
  const foundations = Map.groupBy(edges, ({ from }) => from);
  const byStack = new Map(specs.map((spec) => [spec.stack, spec]));
  const ordered = new Set<StackSpec>();
  const circular = new Set<StackId>();
  const path: StackSpec[] = [];
  const visit = (spec: StackSpec): void => {
    if (ordered.has(spec)) return;
    if (path.includes(spec)) {
      path.slice(path.indexOf(spec)).forEach(({ stack }) => circular.add(stack));
      return;
    }
    path.push(spec);
    for (const { to } of foundations.get(spec.stack) ?? []) {
      const foundation = byStack.get(to);
      if (foundation !== undefined) visit(foundation);
    }
    path.pop();
    ordered.add(spec);
  };
  specs.forEach(visit);
  return { specs: [...ordered], edges, circular };
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
