import {
  type Address,
  addressOf,
  type ComponentSpec,
  type Diagnostic,
  type Inputs,
  isRef,
  isRecord,
  markerOf,
  type Place,
  partsOf,
  refsIn,
  type ResourceNode,
  type ResourceRules,
  type RulesByType,
  secretsIn,
  type SpecPath,
  type StackSpec,
  type Value,
} from "@cloudmake/model";
import type { NodeHandle } from "./node-handle.ts";
import { resourceName } from "./resource-name.ts";
import type { NodeOptions, Problem, Scope } from "./scope.ts";
import { resolvePath } from "./spec-files.ts";

/** What all components of one compilation share. */
export interface Compilation {
  readonly rules: RulesByType;
  /** Text of the files that components asked for, by resolved path. */
  readonly files: ReadonlyMap<string, string>;
  /** Every node made so far. */
  readonly nodes: ReadonlyMap<Address, ResourceNode>;
}

export interface OpenScope {
  readonly scope: Scope;
  readonly nodes: readonly ResourceNode[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A component's scope, and what it has gathered. `settings` = the component's, references resolved. */
export function createScope(
  spec: StackSpec,
  component: ComponentSpec,
  settings: unknown,
  compilation: Compilation,
): OpenScope {
  const nodes: ResourceNode[] = [];
  const diagnostics: Diagnostic[] = [];
  const find = (address: Address): ResourceNode | undefined =>
    compilation.nodes.get(address) ?? nodes.find((node) => node.address === address);

  const scope: Scope = {
    project: spec.project,
    environment: spec.environment,
    component: component.name,
    labels: spec.labels,
    node: (resource, type, given, options = {}) => {
      const rules = rulesOf(compilation.rules, type);
      const address = addressOf(spec.stack, component.name, resource);
      if (find(address) !== undefined) throw new Error(`two nodes at ${address}`);
      const inputs = withoutAbsent(given);
      const marker = markerOf(address, inputs, rules.replaceOn, markersOf(inputs, find));
      const named = withName(inputs, rules, address, marker);
      const node: ResourceNode = {
        address,
        type,
        inputs: named,
        dependsOn: dependencies(spec, named, options.dependsOn ?? [], before(spec, component, compilation)),
        marker,
        deletion: component.deletion ?? "default",
        origins: originsOf(component, settings, named, options),
      };
      nodes.push(node);
      diagnostics.push(...checked(node, rules, component));
      return { address, type, name: nameOf(node, rules) };
    },
    file: (path) => compilation.files.get(resolvePath(spec.place.file, path)) ?? "",
    problem: (at, problem) => {
      diagnostics.push(diagnosticAt(component.placeOf(at), problem));
    },
    typeOfId: (value) => (isRef(value) && value.$ref.output === "id" ? find(value.$ref.address)?.type : undefined),
    holdsSecret: (value) => holdsSecret(value, compilation.rules, (address) => find(address)?.type),
  };
  return { scope, nodes, diagnostics };
}

export function diagnosticAt(place: Place, problem: Problem): Diagnostic {
  return { severity: "error", ...problem, file: place.file, range: place.range };
}

/** Whether a value is, or is put together from, a secret of the user or a secret output of a resource. */
export function holdsSecret(
  value: Value,
  rules: RulesByType,
  typeOf: (address: Address) => string | undefined,
): boolean {
  if (secretsIn(value).length > 0) return true;
  return refsIn(value).some(({ $ref }) => {
    const type = typeOf($ref.address);
    return type !== undefined && rules.get(type)?.secretOutputs.includes($ref.output) === true;
  });
}

function rulesOf(rules: RulesByType, type: string): ResourceRules {
  const found = rules.get(type);
  if (found === undefined) throw new Error(`no resource definition for ${type}`);
  return found;
}

/** Most inputs have nothing absent in them and stay as they are: copying them all took a twelfth of a compilation. */
function withoutAbsent(inputs: object): Inputs {
  return isWhole(inputs)
    ? inputs
    : Object.fromEntries(Object.entries(inputs).flatMap(([key, value]) => entry(key, value)));
}

function isWhole(inputs: object): inputs is Inputs {
  return Object.values(inputs).every(isValue);
}

function isValue(value: unknown): value is Value {
  if (typeof value === "object")
    return value === null || (Array.isArray(value) ? value.every(isValue) : isWhole(value));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function entry(key: string, value: unknown): readonly (readonly [string, Value])[] {
  return value === undefined ? [] : [[key, present(value)]];
}

function present(value: unknown): Value {
  if (Array.isArray(value)) return value.map(present);
  if (isRecord(value)) return withoutAbsent(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function markersOf(inputs: Inputs, find: (address: Address) => ResourceNode | undefined): ReadonlyMap<Address, string> {
  const targets = refsIn(inputs).map(({ $ref }) => $ref.address);
  return new Map(targets.map((address) => [address, find(address)?.marker ?? ""]));
}

function withName(inputs: Inputs, { naming }: ResourceRules, address: Address, marker: string): Inputs {
  if (naming === undefined || inputs[naming.input] !== undefined) return inputs;
  return { [naming.input]: resourceName(address, naming.style, marker), ...inputs };
}

function nameOf({ inputs }: ResourceNode, { naming }: ResourceRules): string | undefined {
  const name = naming === undefined ? undefined : inputs[naming.input];
  return typeof name === "string" ? name : undefined;
}

/** All nodes of the components that this one shall follow. */
function before(spec: StackSpec, component: ComponentSpec, { nodes }: Compilation): readonly Address[] {
  const names = component.dependsOn ?? [];
  if (names.length === 0) return [];
  return [...nodes.keys()].filter((address) => {
    const parts = partsOf(address);
    return parts.stack === spec.stack && names.includes(parts.component);
  });
}

function dependencies(
  spec: StackSpec,
  inputs: Inputs,
  handles: readonly NodeHandle[],
  explicit: readonly Address[],
): readonly Address[] {
  const referred = refsIn(inputs)
    .map(({ $ref }) => $ref.address)
    .filter((address) => partsOf(address).stack === spec.stack);
  return [...new Set([...referred, ...handles.map(({ address }) => address), ...explicit])].sort();
}

/** An input comes from the setting that `from` names, else from the one of the same name. */
function originsOf(
  component: ComponentSpec,
  settings: unknown,
  inputs: Inputs,
  { from = {} }: NodeOptions<never>,
): Readonly<Record<string, Place>> {
  const named: Readonly<Record<string, SpecPath | string | undefined>> = from;
  const origins = Object.keys(inputs).flatMap((input) => {
    const setting = named[input] ?? (isRecord(settings) && input in settings ? input : undefined);
    if (setting === undefined) return [];
    return [[input, component.placeOf(typeof setting === "string" ? [setting] : setting)] as const];
  });
  return Object.fromEntries([["", component.placeOf([])], ...origins]);
}

function checked(node: ResourceNode, rules: ResourceRules, component: ComponentSpec): readonly Diagnostic[] {
  return rules.check(node.inputs).map(({ path, reason }) => {
    const [input = ""] = path;
    const place = node.origins[String(input)] ?? node.origins[""] ?? component.placeOf([]);
    return diagnosticAt(place, {
      code: "SPEC_RESOURCE_INVALID",
      summary: `\`${component.name}\` (${component.type}) would make an invalid ${shortType(node.type)}`,
      detail: `${path.join(".")}: ${reason}`,
    });
  });
}

function shortType(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}
