import { StackId, type Marker } from "@cloudmake/model";

const stackTag = "cloudmake-stack";
const hashTag = "cloudmake-marker";

/** Key under which every marked resource of an account is listed. */
export const markerKey = stackTag;

export function tagsOf({ stack, hash }: Marker): Readonly<Record<string, string>> {
  return { [stackTag]: stack.replace("/", "."), [hashTag]: hash };
}

/** `undefined`: not one of ours, or damaged by hand. */
export function markerOfTags(tags: Readonly<Record<string, string>>): Marker | undefined {
  const stack = StackId.safeParse(tags[stackTag]?.replace(".", "/"));
  const hash = tags[hashTag];
  return stack.success && hash !== undefined ? { stack: stack.data, hash } : undefined;
}
