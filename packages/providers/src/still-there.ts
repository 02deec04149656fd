import { type CloudName, Failure } from "@cloudmake/model";

/** The object that an update needs; it may have been deleted a moment ago. Refuses with `OBJECT_NOT_FOUND`. */
export function stillThere<T>(object: T | undefined, cloud: CloudName, id: string): T {
  if (object === undefined) throw new Failure("OBJECT_NOT_FOUND", { cloud, id });
  return object;
}
