import { type Diagnostic, ComponentName } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { listed, quoted } from "../diagnostic/words.ts";
import { checkValue } from "../schema/check-value.ts";
import { type ComponentSchemas, workspaceType } from "../schema/component-schemas.ts";
import { FixedSettings, fixedKeys } from "../schema/envelope.ts";
import { type Entry, type MapNode, nodeAt, spanAt } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source-file.ts";
import { checkName } from "./check-name.ts";
import { dataOf } from "./data-of.ts";
import { isNull, onlyKeys, withoutKeys } from "./layers.ts";
import { mapEntry, outline, spanning } from "./outline.ts";
import { unknownEnvironment } from "./read-environments.ts";

/** A component as all environments share it. */
export interface ComponentBase {
  readonly name: string;
  readonly type: string | undefined;
  readonly key: Span;
  /** Its own settings, without those that no environment may change. */
  readonly settings: MapNode;
  /** By environment. */
  readonly overrides: ReadonlyMap<string, MapNode>;
  /** Environments that have it; undefined: all. */
  readonly in: readonly string[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads what a component says for all environments: type, where it is, what differs. */
export function readComponent(
  source: SourceFile,
  [name, { key, value }]: readonly [string, Entry],
  known: { readonly types: ComponentSchemas; readonly environments: readonly string[] },
): ComponentBase {
  const path = ["spec", "components", name];
  const diagnostics: Diagnostic[] = [...checkComponentName(source, key, name)];
  const nothing = { name, type: undefined, key, overrides: new Map(), in: undefined };
  if (value.kind !== "map") {
    const summary = `Component ${quoted(name)} must be a map of settings`;
    diagnostics.push(diagnose(source, isNull(value) ? key : value, "SPEC_WRONG_TYPE", { summary, path }));
    return { ...nothing, settings: { kind: "map", flow: false, entries: new Map(), ...key }, diagnostics };
  }
  const map = spanning(value, key);
  const fixed = onlyKeys(map, fixedKeys);
  const data = { ...outline(fixed), ...inOf(source, fixed) };
  const checked = checkValue(FixedSettings, { source, node: fixed, data, owner: `component ${quoted(name)}`, path });
  const hasType = map.entries.has("type");
  diagnostics.push(...checked.diagnostics.filter(({ path: at }) => hasType || at !== `/spec/components/${name}/type`));
  const type = typeText(map);
  if (type !== undefined || !hasType) diagnostics.push(...checkType(source, map, name, known.types));
  const overrides = mapEntry(map, "environments") ?? { ...map, entries: new Map<string, Entry>() };
  diagnostics.push(...checkOverrides(source, overrides, path, known.environments));
  const where = checked.ok ? checked.value.in : undefined;
  for (const [index, environment] of (where ?? []).entries()) {
    if (known.environments.includes(environment)) continue;
    const span = spanAt(map, ["in", index]);
    diagnostics.push(unknownEnvironment(source, span, environment, known.environments, [...path, "in", index]));
  }
  return {
    name,
    type: type !== undefined && known.types.has(type) && type !== workspaceType ? type : undefined,
    key,
    settings: withoutKeys(map, fixedKeys),
    overrides: new Map(
      [...overrides.entries].flatMap(([at, entry]) => (entry.value.kind === "map" ? [[at, entry.value]] : [])),
    ),
    in: where,
    diagnostics,
  };
}

function checkComponentName(source: SourceFile, span: Span, name: string): readonly Diagnostic[] {
  const path = ["spec", "components", name];
  if (name !== "secret") return checkName(ComponentName, name, { source, span, path });
  const summary = "No component can be called `secret`: `${secret.NAME}` names a secret";
  return [diagnose(source, span, "SPEC_BAD_NAME", { summary, fix: "Choose another name.", path })];
}

function typeText(map: MapNode): string | undefined {
  const node = nodeAt(map, ["type"]);
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

function checkType(source: SourceFile, map: MapNode, name: string, types: ComponentSchemas): readonly Diagnostic[] {
  const written = typeText(map);
  if (written !== undefined && written !== workspaceType && types.has(written)) return [];
  const known = [...types.keys()].filter((type) => type !== workspaceType).sort();
  const node = nodeAt(map, ["type"]);
  const path = ["spec", "components", name, "type"];
  if (node === undefined || written === undefined) {
    const summary = `Component ${quoted(name)} has no \`type\``;
    return [
      diagnose(source, map, "SPEC_MISSING", { summary, fix: `Add \`type:\`, one of ${listed(known, "or")}.`, path }),
    ];
  }
  const nearest = nearestWord(written, known);
  return [
    diagnose(source, node, "SPEC_UNKNOWN_TYPE", {
      summary: `There is no component type ${quoted(written)}`,
      fix: nearest === undefined ? `There are ${listed(known)}.` : `Write \`${nearest}\`.`,
      path,
    }),
  ];
}

function checkOverrides(
  source: SourceFile,
  overrides: MapNode,
  component: readonly string[],
  known: readonly string[],
): readonly Diagnostic[] {
  return [...overrides.entries].flatMap(([name, { key, value }]) => {
    const path = [...component, "environments", name];
    if (!known.includes(name)) return [unknownEnvironment(source, key, name, known, path)];
    if (isNull(value)) return [];
    if (value.kind !== "map") {
      const summary = `What differs in environment ${quoted(name)} must be a map of settings`;
      return [diagnose(source, value, "SPEC_WRONG_TYPE", { summary, path })];
    }
    return [...onlyKeys(value, fixedKeys).entries].map(([setting, entry]) =>
      diagnose(source, entry.key, "SPEC_NOT_OVERRIDABLE", {
        summary: `${quoted(setting)} is the same in all environments`,
        fix: "Move it to the component itself.",
        path: [...path, setting],
      }),
    );
  });
}

/** `in` is a list, so its outline does not say enough. */
function inOf(source: SourceFile, fixed: MapNode): { readonly in?: unknown } {
  const node = nodeAt(fixed, ["in"]);
  return node === undefined ? {} : { in: dataOf(source, node) };
}
