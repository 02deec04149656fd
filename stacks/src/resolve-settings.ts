import {
  type ComponentRef,
  gather,
  isComponentRef,
  isJoin,
  isList,
  isRecord,
  isSecretRef,
  type Join,
  type Value,
} from "@cloudmake/model";

/** Every component that settings refer to, in order of appearance. */
export function componentRefsIn(settings: unknown): readonly ComponentRef[] {
  return gather(settings, isComponentRef);
}

/** Settings with every component reference replaced by the output it stands for. */
export function resolveSettings(settings: unknown, outputOf: (ref: ComponentRef) => Value): unknown {
  if (isComponentRef(settings)) return outputOf(settings);
  if (isSecretRef(settings)) return settings;
  if (isJoin(settings)) return joined(settings.$join.map((part) => resolvePart(part, outputOf)));
  if (isList(settings)) return settings.map((item) => resolveSettings(item, outputOf));
  if (isRecord(settings)) {
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, resolveSettings(value, outputOf)]));
  }
  return settings;
}

function resolvePart(part: Value, outputOf: (ref: ComponentRef) => Value): Value {
  return isComponentRef(part) ? outputOf(part) : part;
}

/** Text put together: joins in joins are opened, neighbouring text is one piece, text alone is a string. */
export function joined(parts: readonly Value[]): string | Join {
  const pieces: Value[] = [];
  for (const part of parts.flatMap((item) => (isJoin(item) ? item.$join : [item]))) {
    const last = pieces.at(-1);
    const literal = typeof part === "number" || typeof part === "boolean" ? String(part) : part;
    if (typeof last === "string" && typeof literal === "string") pieces[pieces.length - 1] = last + literal;
    else pieces.push(literal);
  }
  const [only = ""] = pieces;
  return pieces.length <= 1 && typeof only === "string" ? only : { $join: pieces };
}
