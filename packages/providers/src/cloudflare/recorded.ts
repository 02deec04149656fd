import type { KnownObject } from "@cloudmake/ports";
import type { ListCall } from "../define-resource.ts";

/** What the last apply left of the objects of a type, by id; those that are in no record are not in it. */
export function recordedOf({ known }: ListCall, type: string): ReadonlyMap<string, KnownObject> {
  return new Map(known.filter((object) => object.type === type).map((object) => [object.id, object]));
}
