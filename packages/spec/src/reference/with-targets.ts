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
    if (isList(at)) {
      const items = at.map(replace);
      return items.every((item, index) => item === at[index]) ? at : items;
    }
    if (!isRecord(at)) return at;
    const before = Object.values(at);
    const after = before.map(replace);
    if (after.every((item, index) => item === before[index])) return at;
    return Object.fromEntries(Object.keys(at).map((key, index) => [key, after[index]]));
  }
}
