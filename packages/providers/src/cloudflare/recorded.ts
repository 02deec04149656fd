import type { KnownObject } from "@cloudmake/ports";
import type { ListCall } from "../define-resource.ts";

/** What the last apply left of an object; `undefined` for objects that are in no record. */
export function recorded(call: ListCall, type: string, id: string): KnownObject | undefined {
  return call.known.find((object) => object.type === type && object.id === id);
}
