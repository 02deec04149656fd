import { isList, isRecord } from "@cloudmake/model";

export function childOfData(data: unknown, segment: PropertyKey): unknown {
  if (isList(data)) return typeof segment === "number" ? data[segment] : undefined;
  if (!isRecord(data) || typeof segment === "symbol") return undefined;
  return Object.hasOwn(data, segment) ? data[segment] : undefined;
}

export function dataAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let at = data;
  for (const segment of path) at = childOfData(at, segment);
  return at;
}
