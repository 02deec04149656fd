import { type ComponentRef, isComponentRef, isList, isRecord } from "@cloudmake/model";

/**
 * Decoded settings with every one of these references replaced by the one beside it. `undefined` where they are not all
 * found, each once: a schema has rebuilt one, and nobody can tell which it was.
 */
export function withTargets(
  settings: unknown,
  targets: ReadonlyMap<ComponentRef, ComponentRef>,
): { readonly value: unknown } | undefined {
  if (targets.size === 0) return { value: settings };
  let found = 0;
  const value = replace(settings);
  return found === targets.size ? { value } : undefined;

  function replace(at: unknown): unknown {
    if (isComponentRef(at)) {
      const other = targets.get(at);
      if (other !== undefined) found += 1;
      return other ?? at;
    }
    if (isList(at)) return at.map(replace);
    if (!isRecord(at)) return at;
    return Object.fromEntries(Object.entries(at).map(([key, item]) => [key, replace(item)]));
  }
}
