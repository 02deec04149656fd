import type { ComponentSpec, Diagnostic, StackId } from "@cloudmake/model";
import { quoted } from "../diagnostic/words.ts";
import { decodeNode, type FoundReference } from "../reference/decode-node.ts";
import { withTargets } from "../reference/with-targets.ts";
import { type Checked, checkValue, type Subject } from "../schema/check-value.ts";
import type { ComponentSchemas } from "../schema/component-schemas.ts";
import { fixedKeys, OverridableSettings, overridableKeys } from "../schema/envelope.ts";
import { type MapNode, spanAt } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source-file.ts";
import { dataOf } from "./data-of.ts";
import type { ComponentDraft } from "./draft.ts";
import { type Layer, layerAt, mergeLayers, onlyKeys, withoutKeys } from "./layers.ts";
import type { Environment } from "./manifest.ts";
import type { ComponentBase } from "./read-component.ts";

export interface ComponentInStack {
  /** Absent where a setting is wrong. */
  readonly spec: ComponentSpec | undefined;
  readonly draft: ComponentDraft;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a component is put. */
export interface Placement {
  readonly stack: StackId;
  readonly environment: Environment;
}

/** A component without anything wrong in it, as the first environment with these layers found it. */
interface Placed {
  readonly spec: ComponentSpec;
  readonly draft: ComponentDraft;
}

/**
 * Puts a component into one environment after the other: layers merged, references parsed, settings decoded by its
 * type. Where the same layers apply, environments differ only in the stack that their references mean: what the schema
 * says is asked once.
 */
export function placerOf(
  source: SourceFile,
  base: ComponentBase,
  types: ComponentSchemas,
): (at: Placement) => ComponentInStack {
  const checked = new Map<string, Placed>();
  return (at) => {
    const layers = layersOf(base, at.environment);
    const key = at.environment.chain.filter((name) => base.overrides.has(name)).join(" ");
    const known = checked.get(key);
    const again = known === undefined ? undefined : placeAgain(known, layers, at);
    if (again !== undefined) return again;
    const merged = mergeLayers(layers.slice(1), base.settings);
    const own = withoutKeys(merged, overridableKeys);
    const placed = placeComponent(source, base, { layers, merged, own, stack: at.stack, types });
    const { spec, draft, diagnostics } = placed;
    if (spec !== undefined && diagnostics.length === 0) checked.set(key, { spec, draft });
    return placed;
  };
}

/** The same settings with references of the other stack; `undefined` where the schema kept one in another form. */
function placeAgain({ spec, draft }: Placed, layers: readonly Layer[], at: Placement): ComponentInStack | undefined {
  const references = draft.references.map((reference) => (reference.isHome ? movedTo(at.stack, reference) : reference));
  const targets = new Map(draft.references.map(({ target }, index) => [target, references[index]?.target ?? target]));
  const settings = withTargets(spec.settings, targets);
  if (settings === undefined) return undefined;
  return {
    spec: { ...spec, settings: settings.value, layerOf: (setting) => layerAt(layers, setting) },
    draft: { ...draft, references },
    diagnostics: [],
  };
}

function movedTo(stack: StackId, reference: FoundReference): FoundReference {
  return { ...reference, target: { $from: { ...reference.target.$from, stack } } };
}

interface Placing {
  readonly layers: readonly Layer[];
  readonly merged: MapNode;
  /** Without what every component has. */
  readonly own: MapNode;
  readonly stack: StackId;
  readonly types: ComponentSchemas;
}

function placeComponent(source: SourceFile, base: ComponentBase, placing: Placing): ComponentInStack {
  const { layers, merged, own, stack, types } = placing;
  const path = ["spec", "components", base.name];
  const decoded = decodeNode(source, own, stack);
  const owner = `component ${quoted(base.name)}`;
  const generic = onlyKeys(merged, overridableKeys);
  const shared = checkShared({ source, node: generic, owner, path });
  const diagnostics = [...decoded.diagnostics, ...shared.diagnostics];
  const dependsOn = (shared.ok ? (shared.value.dependsOn ?? []) : []).map((name, index) => ({
    name,
    span: spanAt(generic, ["dependsOn", index]),
  }));
  const draft = { name: base.name, type: base.type, span: base.key, references: decoded.references, dependsOn };
  const schema = base.type === undefined ? undefined : types.get(base.type)?.schema;
  if (base.type === undefined || schema === undefined) return { spec: undefined, draft, diagnostics };
  const besides = [...fixedKeys, ...overridableKeys];
  const subject = { source, node: own, data: decoded.data, owner: `${owner} (${base.type})`, path, besides };
  const settings = checkValue(schema, subject);
  diagnostics.push(...settings.diagnostics);
  if (!settings.ok || !shared.ok) return { spec: undefined, draft, diagnostics };
  const spec: ComponentSpec = {
    name: base.name,
    type: base.type,
    settings: settings.value,
    ...(shared.value.deletion === undefined ? {} : { deletion: shared.value.deletion }),
    ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.map(({ name }) => name) }),
    placeOf: (setting) => source.placeOf(spanAt(merged, setting)),
    layerOf: (setting) => layerAt(layers, setting),
  };
  return { spec, draft, diagnostics };
}

/** Most components say nothing of what they all may say. */
function checkShared(subject: Omit<Subject, "data"> & { readonly node: MapNode }): Checked<OverridableSettings> {
  const { source, node } = subject;
  if (node.entries.size === 0) return { ok: true, value: {}, diagnostics: [] };
  return checkValue(OverridableSettings, { ...subject, data: dataOf(source, node) });
}

function layersOf(base: ComponentBase, environment: Environment): readonly Layer[] {
  const overriding = environment.chain.flatMap((name) => {
    const node = base.overrides.get(name);
    const layer = `environment ${environment.name}${name === environment.name ? "" : ` (from ${name})`}`;
    return node === undefined ? [] : [{ name: layer, node: withoutKeys(node, fixedKeys) }];
  });
  return [{ name: "base", node: base.settings }, ...overriding];
}
