import { type Marker, StackId } from "@cloudmake/model";
import { z } from "zod";
import type { ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { ownPrefix } from "./tags.ts";

const stackPrefix = `${ownPrefix}stack:`;
const markerPrefix = `${ownPrefix}marker:`;

/** Set while a droplet is switched off for a change: after a crash it tells that the change is not complete. */
export const changingTag = `${ownPrefix}changing`;

/** Tags can hold neither `/` nor `.`; no part of a stack's name holds `:`. */
export function withMarker(tags: readonly string[] | undefined, { stack, hash }: Marker): readonly string[] {
  return [...(tags ?? []), `${stackPrefix}${stack.replace("/", ":")}`, markerTag({ hash })];
}

export function markerTag({ hash }: Pick<Marker, "hash">): string {
  return `${markerPrefix}${hash}`;
}

export function markerIn(tags: readonly string[]): Marker | undefined {
  const value = (start: string): string | undefined => tags.find((tag) => tag.startsWith(start))?.slice(start.length);
  const stack = StackId.safeParse(value(stackPrefix)?.replace(":", "/"));
  const hash = value(markerPrefix);
  return stack.success && hash !== undefined ? { stack: stack.data, hash } : undefined;
}

export function withoutMarker(tags: readonly string[]): string[] {
  return tags.filter((tag) => !tag.startsWith(ownPrefix)).sort();
}

export interface Tagged {
  readonly id: string | number;
  readonly type: "droplet" | "volume";
}

/** Puts on what is missing and takes off what is too much. */
export async function changeTags(
  api: CloudApi,
  object: Tagged,
  present: readonly string[],
  wanted: readonly string[],
  call: ReadCall,
): Promise<void> {
  for (const tag of wanted.filter((name) => !present.includes(name))) await putTag(api, object, tag, call);
  for (const tag of present.filter((name) => !wanted.includes(name))) await takeTag(api, object, tag, call);
}

export async function putTag(api: CloudApi, object: Tagged, tag: string, { signal }: ReadCall): Promise<void> {
  await api.post("/v2/tags", { name: tag }, z.unknown(), { signal }); // making one that exists is no error
  await api.post(`/v2/tags/${tag}/resources`, resources(object), z.unknown(), { signal });
}

/** Where the tag is gone altogether, it is off already. */
export async function takeTag(api: CloudApi, object: Tagged, tag: string, { signal }: ReadCall): Promise<void> {
  await api.delete(`/v2/tags/${tag}/resources`, z.unknown(), { signal, body: resources(object) });
}

const TagReply = z.object({ tag: z.object({ resources: z.object({ count: z.int() }) }) });

/** An object's marker goes with it: tags stay in an account for ever otherwise. One that others carry is left alone. */
export async function dropMarkerTag(api: CloudApi, tags: readonly string[], { signal }: ReadCall): Promise<void> {
  const tag = tags.find((name) => name.startsWith(markerPrefix));
  if (tag === undefined) return;
  const found = await api.find(`/v2/tags/${tag}`, TagReply, { signal });
  if (found?.tag.resources.count === 0) await api.delete(`/v2/tags/${tag}`, z.unknown(), { signal });
}

function resources({ id, type }: Tagged): object {
  return { resources: [{ resource_id: String(id), resource_type: type }] };
}
