import type { Inputs, ResourceRules } from "@cloudmake/model";

/** By which an object without a marker can be told from every other one, of whatever type. */
export function naturalKeyOf(
  rules: Pick<ResourceRules, "type" | "naturalKey"> | undefined,
  { inputs }: { readonly inputs?: Inputs | undefined },
): string | undefined {
  const key = inputs === undefined ? undefined : rules?.naturalKey?.(inputs);
  return key === undefined ? undefined : `${rules?.type} ${key}`;
}
