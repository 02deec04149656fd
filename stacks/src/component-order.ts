import type { ComponentSpec, StackId, StackSpec } from "@cloudmake/model";
import { componentRefsIn } from "./resolve-settings.ts";

/** One component of one stack, as something to put in order. */
export interface Item {
  readonly key: string;
  readonly spec: StackSpec;
  readonly component: ComponentSpec;
  /** Keys of what it refers to or shall follow. */
  readonly needs: readonly string[];
}

export function keyOf(stack: StackId, component: string): string {
  return `${stack}/${component}`;
}

/**
 * The components of all stacks, each after what it needs; ties keep the order of the specs. Those that wait for each
 * other in a circle are left out.
 */
export function orderComponents(specs: readonly StackSpec[]): readonly Item[] {
  const all = specs.flatMap((spec) => spec.components.map((component) => itemOf(spec, component)));
  const byKey = new Map(all.map((item) => [item.key, item]));
  const done = new Set<Item>();
  const cyclic = new Set<Item>();
  const path: Item[] = [];

  const visit = (item: Item): void => {
    if (done.has(item) || cyclic.has(item)) return;
    if (path.includes(item)) {
      path.slice(path.indexOf(item)).forEach((member) => cyclic.add(member));
      return;
    }
    path.push(item);
    for (const key of item.needs) {
      const needed = byKey.get(key);
      if (needed !== undefined) visit(needed);
    }
    path.pop();
    if (!cyclic.has(item)) done.add(item);
  };
  all.forEach(visit);
  return [...done];
}

function itemOf(spec: StackSpec, component: ComponentSpec): Item {
  const refs = componentRefsIn(component.settings).map(({ $from }) => keyOf($from.stack, $from.component));
  const explicit = (component.dependsOn ?? []).map((name) => keyOf(spec.stack, name));
  return { key: keyOf(spec.stack, component.name), spec, component, needs: [...new Set([...refs, ...explicit])] };
}
