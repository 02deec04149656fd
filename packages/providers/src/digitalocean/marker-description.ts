import { type Marker, StackId } from "@cloudmake/model";

const mark = /\s*\[cloudmake (?<stack>\S+) (?<hash>[0-9a-f]{32})\]$/;

/** For objects that have no tags: the marker stands at the end of the text for people. */
export function withMarker(description: string | undefined, { stack, hash }: Marker): string {
  return `${description ?? ""} [cloudmake ${stack} ${hash}]`.trimStart();
}

export function markerIn(description: string): Marker | undefined {
  const groups = mark.exec(description)?.groups;
  const stack = StackId.safeParse(groups?.["stack"]);
  const hash = groups?.["hash"];
  return stack.success && hash !== undefined ? { stack: stack.data, hash } : undefined;
}

export function withoutMarker(description: string): string {
  return description.replace(mark, "");
}
