import { z } from "zod";
import type { Address } from "./address.ts";

export type Scalar = string | number | boolean | null;

/**
 * What stands in a resource's inputs: JSON, plus four tagged objects. Secrets
 * are never in it by value, so a graph, a plan and a record can be printed.
 */
export type Value = Scalar | readonly Value[] | { readonly [key: string]: Value } | Ref | SecretRef | Join | Print;

/** Another resource's output, by name; `id` is every resource's. Unresolved in a plan, it is an unknown. */
export interface Ref {
  readonly $ref: { readonly address: Address; readonly output: string };
}

/** `${secret.NAME}`: resolved only inside the provisioner. */
export interface SecretRef {
  readonly $secret: string;
}

/** Text put together from parts: `postgres://${db.host}/x`. */
export interface Join {
  readonly $join: readonly Value[];
}

/** Stands for a secret in records and comparisons: an HMAC of it under the state key, hex. */
export interface Print {
  readonly $print: string;
}

/** A secret output at rest: encrypted under the state key, with its print for comparison. */
export interface Sealed {
  readonly $sealed: string;
  readonly $print: string;
}

export type Inputs = Readonly<Record<string, Value>>;

/** JSON from a file of ours: anything `JSON.parse` gives back is a Value. */
export const Value = z.custom<Value>(isValue);
/** Checked as a whole: a record of a thousand resources has ten thousand of these values. */
export const Inputs = z
  .custom<Inputs>(isInputs)
  .meta({ type: "object", propertyNames: { type: "string" }, additionalProperties: {} });

export function isInputs(value: unknown): value is Inputs {
  return isRecord(value) && Object.values(value).every(isValue);
}

function isValue(value: unknown): boolean {
  return value !== undefined && typeof value !== "function";
}

export function ref(address: Address, output: string): Ref {
  return { $ref: { address, output } };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isRef(value: unknown): value is Ref {
  return isRecord(value) && "$ref" in value;
}

export function isSecretRef(value: unknown): value is SecretRef {
  return isRecord(value) && "$secret" in value;
}

export function isJoin(value: unknown): value is Join {
  return isRecord(value) && "$join" in value;
}

export function isPrint(value: unknown): value is Print {
  return isRecord(value) && "$print" in value && !("$sealed" in value);
}

export function isSealed(value: unknown): value is Sealed {
  return isRecord(value) && "$sealed" in value;
}

/** Rebuilds a value with every leaf and tagged object replaced; arrays and plain objects are walked. */
export function mapValue(value: Value, replace: (leaf: Value) => Value): Value {
  if (isRef(value) || isSecretRef(value) || isPrint(value) || isSealed(value)) return replace(value);
  if (isJoin(value)) return replace({ $join: value.$join.map((part) => mapValue(part, replace)) });
  if (isList(value)) return value.map((item) => mapValue(item, replace));
  if (isRecord(value)) return mapInputs(value, replace);
  return replace(value);
}

export function mapInputs(inputs: Inputs, replace: (leaf: Value) => Value): Inputs {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, mapValue(value, replace)]));
}

/** Every reference in a value, in order of appearance. */
export function refsIn(value: Value): readonly Ref[] {
  return gather(value, isRef);
}

/** Names of all secrets a value needs. */
export function secretsIn(value: Value): readonly string[] {
  return gather(value, isSecretRef).map(({ $secret }) => $secret);
}

/** Everything of a kind in a value, in order of appearance; what stands inside of it is not looked at. */
export function gather<Kind>(value: unknown, isOfKind: (value: unknown) => value is Kind): readonly Kind[] {
  const found: Kind[] = [];
  const walk = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    if (isOfKind(part)) found.push(part);
    else for (const inner of Object.values(part)) walk(inner);
  };
  walk(value);
  return found;
}
