import {
  type Address,
  type ComponentOutput,
  type ComponentRef,
  type Diagnostic,
  finish,
  partsOf,
  type Pausing,
  type ResourceGraph,
  type ResourceNode,
  type RulesByType,
  type StackId,
  type StackSpec,
  type Value,
} from "@cloudmake/model";
import { type Item, keyOf, orderComponents } from "./component-order.ts";
import type { ComponentType, ComponentTypes } from "./component-type.ts";
import { type Compilation, createScope, diagnosticAt, holdsSecret } from "./create-scope.ts";
import { resolveSettings } from "./resolve-settings.ts";
import { resolvePath } from "./spec-files.ts";
import { orderStacks, type StackEdge } from "./stack-order.ts";

export interface CompiledStacks {
  /** Referenced stacks first. */
  readonly graphs: readonly ResourceGraph[];
  /** Why a stack must follow another one. */
  readonly order: readonly StackEdge[];
  /**
   * Stacks without a graph: a diagnostic is about them, or they refer to what is not there, or wait in a circle; the
   * last two are told by whoever loads the specs.
   */
  readonly leftOut: readonly StackId[];
  readonly diagnostics: readonly Diagnostic[];
}

type Outputs = Readonly<Record<string, ComponentOutput>>;

interface Progress {
  readonly nodes: Map<Address, ResourceNode>;
  /** By key of the component; one that has an error has none. */
  readonly outputs: Map<string, Outputs>;
  readonly diagnostics: Diagnostic[];
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
  return finish(compilingStacks(specs, types, rules, files));
}

/** The same with a pause after each component. */
export function* compilingStacks(
  specs: readonly StackSpec[],
  types: ComponentTypes,
  rules: RulesByType,
  files: ReadonlyMap<string, string>,
): Pausing<CompiledStacks> {
  const progress: Progress = { nodes: new Map(), outputs: new Map(), diagnostics: [] };
  const compilation: Compilation = { rules, files, nodes: progress.nodes };
  for (const item of orderComponents(specs)) {
    compileComponent(item, types, compilation, progress);
    yield;
  }
  const { specs: ordered, edges, circular } = orderStacks(specs);
  const incomplete = specs.filter((spec) => !isComplete(spec, progress)).map(({ stack }) => stack);
  const leftOut = withDependents(new Set([...incomplete, ...circular]), edges);
  const nodes = Map.groupBy(progress.nodes.values(), ({ address }) => partsOf(address).stack);
  return {
    graphs: ordered
      .filter(({ stack }) => !leftOut.has(stack))
      .map((spec) => graphOf(spec, nodes.get(spec.stack) ?? [], progress.outputs)),
    order: edges,
    leftOut: ordered.map(({ stack }) => stack).filter((stack) => leftOut.has(stack)),
    diagnostics: once(progress.diagnostics),
  };
}

function compileComponent(item: Item, types: ComponentTypes, compilation: Compilation, progress: Progress): void {
  const { spec, component } = item;
  const type = types.get(component.type);
  if (type === undefined) return;
  const missing = missingFiles(item, type, compilation);
  progress.diagnostics.push(...missing);
  const unresolved: ComponentRef[] = [];
  const settings = resolveSettings(component.settings, (ref) => {
    const target = targetOf(ref, progress);
    if (target === undefined) unresolved.push(ref);
    return target?.value ?? null;
  });
  const isReady = unresolved.length === 0 && item.needs.every((key) => progress.outputs.has(key));
  if (missing.length > 0 || !isReady) return;
  const { scope, nodes, diagnostics } = createScope(spec, component, settings, compilation);
  const values = type.compile(settings, scope);
  progress.diagnostics.push(...diagnostics);
  if (diagnostics.length > 0) return;
  nodes.forEach((node) => progress.nodes.set(node.address, node));
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

function missingFiles({ spec, component }: Item, type: ComponentType, { files }: Compilation): readonly Diagnostic[] {
  return type.files(component.settings).flatMap(({ path, setting }) => {
    const resolved = resolvePath(spec.place.file, path);
    if (files.has(resolved)) return [];
    return [
      diagnosticAt(component.placeOf(setting), {
        code: "SPEC_FILE_MISSING",
        summary: `There is no file \`${path}\``,
        detail: `Paths are relative to the spec file, so it was looked for at \`${resolved}\`.`,
        fix: "Build or write it first, or correct the path.",
      }),
    ];
  });
}

function isComplete({ stack, components }: StackSpec, { outputs }: Progress): boolean {
  return components.every(({ name }) => outputs.has(keyOf(stack, name)));
}

function withDependents(stacks: ReadonlySet<StackId>, edges: readonly StackEdge[]): ReadonlySet<StackId> {
  const all = new Set(stacks);
  let size = -1;
  while (size !== all.size) {
    size = all.size;
    for (const { from, to } of edges) if (all.has(to)) all.add(from);
  }
  return all;
}

function graphOf(
  { stack, components }: StackSpec,
  nodes: readonly ResourceNode[],
  outputs: Progress["outputs"],
): ResourceGraph {
  return {
    stack,
    nodes,
    outputs: Object.fromEntries(components.map(({ name }) => [name, outputs.get(keyOf(stack, name)) ?? {}])),
  };
}

/** One environment after the other finds the same things wrong with a component they share. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const found = new Map(
    diagnostics.map((item) => [JSON.stringify([item.file, item.range, item.code, item.summary]), item]),
  );
  return [...found.values()];
}
