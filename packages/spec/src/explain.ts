import { isComponentRef, isJoin, isList, isRecord, isSecretRef } from "@cloudmake/model";
import type { ComponentSpec, Place, SpecPath, StackSpec } from "@cloudmake/model";
import { settingName } from "./diagnostic/words.ts";

/** One setting of a component and where its value comes from. */
export interface ExplainedSetting {
  readonly path: SpecPath;
  /** `firewall.inbound[0].port` */
  readonly setting: string;
  /** As it stands in a spec: references as `${...}`. */
  readonly value: unknown;
  /** `base`, `environment prod`, `environment prod (from staging)` or `default` */
  readonly layer: string;
  /** Of a default: the place it would be written at. */
  readonly place: Place;
}

/** Every setting of a component, in the order of its schema. Undefined: the stack has no such component. */
export function explain(stack: StackSpec, component: string): readonly ExplainedSetting[] | undefined {
  const spec = stack.components.find(({ name }) => name === component);
  if (spec === undefined) return undefined;
  const { deletion, dependsOn } = spec;
  const generic = {
    ...(deletion === undefined ? {} : { deletion }),
    ...(dependsOn === undefined ? {} : { dependsOn }),
  };
  return [...leaves(spec.settings, []), ...leaves(generic, [])].map(([path, value]) =>
    explained(stack, spec, path, value),
  );
}

function explained(stack: StackSpec, spec: ComponentSpec, path: SpecPath, value: unknown): ExplainedSetting {
  const layer = spec.layerOf(path);
  return { path, setting: settingName(path), value: written(value, stack.stack), layer, place: spec.placeOf(path) };
}

function leaves(value: unknown, path: SpecPath): readonly (readonly [SpecPath, unknown])[] {
  if (isTagged(value)) return [[path, value]];
  if (isList(value) && value.length > 0) return value.flatMap((item, index) => leaves(item, [...path, index]));
  const entries = isRecord(value) ? Object.entries(value).filter(([, item]) => item !== undefined) : [];
  if (entries.length > 0) return entries.flatMap(([key, item]) => leaves(item, [...path, key]));
  return path.length === 0 ? [] : [[path, value]];
}

/** A value in the spec's own words; components of the stack `home` by their bare name. */
function written(value: unknown, home: string): unknown {
  if (isSecretRef(value)) return `\${secret.${value.$secret}}`;
  if (isJoin(value))
    return value.$join.map((part) => (typeof part === "string" ? literal(part) : written(part, home))).join("");
  if (!isComponentRef(value)) return typeof value === "string" ? literal(value) : value;
  const { stack, component, output } = value.$from;
  return `\${${stack === home ? "" : `${stack}/`}${component}${output === "self" ? "" : `.${output}`}}`;
}

function literal(text: string): string {
  return text.replaceAll("${", "$${");
}

function isTagged(value: unknown): boolean {
  return isSecretRef(value) || isJoin(value) || isComponentRef(value);
}
