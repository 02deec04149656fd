import type {
  Address,
  ComponentOutput,
  ComponentRef,
  ComponentSpec,
  Diagnostic,
  ResourceGraph,
  ResourceNode,
  RulesByType,
  StackId,
  StackSpec,
  Value,
} from "@cloudmake/model";
import { type ComponentOrder, type Item, keyOf, orderComponents } from "./component-order.ts";
import type { ComponentType, ComponentTypes } from "./component-type.ts";
import { type Compilation, createScope, diagnosticAt, holdsSecret } from "./create-scope.ts";
import { componentRefsIn, resolveSettings } from "./resolve-settings.ts";
import { resolvePath } from "./spec-files.ts";
import { orderStacks, type StackEdge, type StackOrder } from "./stack-order.ts";

export interface CompiledStacks {
  /** Referenced stacks first. A stack with an error, or that refers to one, is left out. */
  readonly graphs: readonly ResourceGraph[];
  /** Why a stack must follow another one. */
  readonly order: readonly StackEdge[];
  readonly diagnostics: readonly Diagnostic[];
}

type Outputs = Readonly<Record<string, ComponentOutput>>;

interface Progress {
  readonly nodes: Map<Address, ResourceNode>;
  readonly outputs: Map<string, Outputs>;
  readonly diagnostics: Diagnostic[];
  readonly broken: Set<StackId>;
}

/**
 * Manifests become graphs. Pure: the same specs and files give the same graphs, byte for byte. `files` holds the text
 * of what `filesOf` named.
 */
export function compileStacks(
  specs: readonly StackSpec[],
  types: ComponentTypes,
  rules: RulesByType,
  files: ReadonlyMap<string, string> = new Map(),
): CompiledStacks {
  const progress: Progress = { nodes: new Map(), outputs: new Map(), diagnostics: [], broken: new Set() };
  const { items, cycles } = orderComponents(specs);
  reportCycles(cycles, progress);
  const known = new Set([...items, ...cycles.flat()].map(({ key }) => key));
  for (const item of items) {
    compileComponent(item, types, { rules, files, known, nodes: progress.nodes }, progress);
  }
  const stacks = orderStacks(specs);
  reportCircles(stacks.circles, progress);
  const broken = withDependents(progress.broken, stacks.edges);
  return {
    graphs: stacks.specs.filter(({ stack }) => !broken.has(stack)).map((spec) => graphOf(spec, progress)),
    order: stacks.edges,
    diagnostics: progress.diagnostics,
  };
}

function compileComponent(
  item: Item,
  types: ComponentTypes,
  compilation: Compilation & { readonly known: ReadonlySet<string> },
  progress: Progress,
): void {
  const { spec, component } = item;
  const type = types.get(component.type);
  const found = [
    ...(type === undefined ? [unknownType(component)] : missingFiles(item, type, compilation)),
    ...unknownTargets(item, compilation.known, progress),
  ];
  progress.diagnostics.push(...found);
  const targets = item.needs.map((key) => progress.outputs.get(key));
  if (type === undefined || found.length > 0 || targets.includes(undefined)) {
    progress.broken.add(spec.stack);
    return;
  }
  const settings = resolveSettings(component.settings, (ref) => targetOf(ref, progress)?.value ?? null);
  const { scope, nodes, diagnostics } = createScope(spec, component, settings, compilation);
  const values = type.compile(settings, scope);
  nodes.forEach((node) => progress.nodes.set(node.address, node));
  progress.diagnostics.push(...diagnostics);
  if (diagnostics.length > 0) progress.broken.add(spec.stack);
  progress.outputs.set(item.key, outputsOf(type, values, compilation));
}

function outputsOf(type: ComponentType, values: Readonly<Record<string, Value>>, compilation: Compilation): Outputs {
  const typeOf = (address: Address): string | undefined => compilation.nodes.get(address)?.type;
  return Object.fromEntries(
    type.outputs.map(({ name, secret }) => {
      const value = values[name] ?? null;
      return [name, { value, secret: secret || holdsSecret(value, compilation.rules, typeOf) }];
    }),
  );
}

function targetOf({ $from }: ComponentRef, { outputs }: Progress): ComponentOutput | undefined {
  return outputs.get(keyOf($from.stack, $from.component))?.[$from.output];
}

/** Outputs that a compiled target does not have. A target that failed itself has been reported already. */
function unknownTargets(
  { component, needs }: Item,
  known: ReadonlySet<string>,
  progress: Progress,
): readonly Diagnostic[] {
  const components = needs
    .filter((key) => !known.has(key))
    .map((key) => ({
      code: "SPEC_UNKNOWN_COMPONENT" as const,
      summary: `\`${component.name}\` refers to \`${key}\`, which is in none of the specs`,
    }));
  const outputs = componentRefsIn(component.settings).flatMap(({ $from: { stack, component: target, output } }) => {
    const has = progress.outputs.get(keyOf(stack, target));
    if (has === undefined || output in has) return [];
    const summary = `\`${component.name}\` refers to output \`${output}\` of \`${target}\`, which has none of that name`;
    return [{ code: "SPEC_UNKNOWN_OUTPUT" as const, summary, fix: `It has ${Object.keys(has).join(", ")}.` }];
  });
  return [...components, ...outputs].map((problem) => diagnosticAt(component.placeOf([]), problem));
}

function missingFiles({ spec, component }: Item, type: ComponentType, { files }: Compilation): readonly Diagnostic[] {
  return type.files(component.settings).flatMap(({ path, setting }) => {
    const resolved = resolvePath(spec.place.file, path);
    if (files.has(resolved)) return [];
    return [
      diagnosticAt(component.placeOf(setting), {
        code: "SPEC_FILE_MISSING",
        summary: `there is no file \`${path}\``,
        detail: `Paths are relative to the spec file, so it was looked for at \`${resolved}\`.`,
        fix: "Build or write it first, or correct the path.",
      }),
    ];
  });
}

function unknownType(component: ComponentSpec): Diagnostic {
  return diagnosticAt(component.placeOf(["type"]), {
    code: "SPEC_UNKNOWN_TYPE",
    summary: `there is no component type \`${component.type}\``,
  });
}

function reportCycles(cycles: ComponentOrder["cycles"], progress: Progress): void {
  for (const cycle of cycles) {
    cycle.forEach(({ spec }) => progress.broken.add(spec.stack));
    const [first] = cycle;
    if (first === undefined) continue;
    progress.diagnostics.push(
      diagnosticAt(first.component.placeOf([]), {
        code: "SPEC_CYCLE",
        summary: `these components refer to each other in a circle: ${way(cycle.map(({ key }) => key))}`,
        fix: "Remove one of the references.",
      }),
    );
  }
}

function reportCircles(circles: StackOrder["circles"], progress: Progress): void {
  for (const circle of circles) {
    circle.forEach(({ stack }) => progress.broken.add(stack));
    const [first] = circle;
    if (first === undefined) continue;
    progress.diagnostics.push(
      diagnosticAt(first.place, {
        code: "SPEC_CYCLE",
        summary: `these stacks refer to each other in a circle: ${way(circle.map(({ stack }) => stack))}`,
        detail: "A stack is applied as a whole, so one of them has to come first.",
        fix: "Remove one of the references, or put the components into one project.",
      }),
    );
  }
}

/** `a` -> `b` -> `a` */
function way(names: readonly string[]): string {
  return [...names, ...names.slice(0, 1)].map((name) => `\`${name}\``).join(" -> ");
}

function withDependents(broken: ReadonlySet<StackId>, edges: readonly StackEdge[]): ReadonlySet<StackId> {
  const all = new Set(broken);
  let size = -1;
  while (size !== all.size) {
    size = all.size;
    for (const { from, to } of edges) if (all.has(to)) all.add(from);
  }
  return all;
}

function graphOf({ stack, components }: StackSpec, { nodes, outputs }: Progress): ResourceGraph {
  const own = components.flatMap(({ name }) => {
    const found = outputs.get(keyOf(stack, name));
    return found === undefined ? [] : [[name, found] as const];
  });
  return {
    stack,
    nodes: [...nodes.values()].filter(({ address }) => address.startsWith(`${stack}/`)),
    outputs: Object.fromEntries(own),
  };
}
