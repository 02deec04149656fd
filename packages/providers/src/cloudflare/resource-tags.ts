import { isFailure, type Marker } from "@cloudmake/model";
import { z } from "zod";
import type { ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { accountPath } from "./account.ts";
import { envelope, Ignored } from "./envelope.ts";
import { markerKey, markerOfTags, tagsOf } from "./marker-tags.ts";

const TaggedPage = envelope(
  z.array(z.object({ id: z.string(), type: z.string(), tags: z.record(z.string(), z.string()) })),
);

const TagsReply = envelope(z.object({ tags: z.record(z.string(), z.string()) }));

type TaggedType = "kv_namespace" | "zone";

interface Taggable {
  readonly type: TaggedType;
  readonly id: string;
}

/** Markers of all tagged resources, by resource id. */
export type Markers = ReadonlyMap<string, Marker>;

/**
 * Whose the account's resources of a type are. Without the permission to read tags nothing is known of markers, and
 * a resource is recognised by its name.
 */
export async function markersOf(api: CloudApi, type: TaggedType, call: ReadCall): Promise<Markers> {
  const path = `${accountPath(api)}/tags/resources`;
  const query = { tag: markerKey, type };
  try {
    const tagged = await api.pages(path, TaggedPage, ({ result }) => result, { ...call, query });
    return new Map(
      tagged
        .filter((item) => item.type === type)
        .flatMap(({ id, tags }) => {
          const marker = markerOfTags(tags);
          return marker === undefined ? [] : [[id, marker] as const];
        }),
    );
  } catch (error) {
    if (isDenied(error)) return new Map();
    throw error;
  }
}

/** Whose one resource is; `undefined` also without the permission to read tags. */
export async function markerOfResource(api: CloudApi, resource: Taggable, call: ReadCall): Promise<Marker | undefined> {
  const query = { resource_id: resource.id, resource_type: resource.type };
  try {
    const reply = await api.find(tagsPath(api, resource), TagsReply, { signal: call.signal, query });
    return reply && markerOfTags(reply.result.tags);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

/** Marks a resource just made; where tags are not permitted its name has to do. */
export async function markResource(api: CloudApi, resource: Taggable, marker: Marker, call: ReadCall): Promise<void> {
  const body = { resource_id: resource.id, resource_type: resource.type, tags: tagsOf(marker) };
  try {
    await api.put(tagsPath(api, resource), body, Ignored, { signal: call.signal });
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
}

/** Zones keep tags of their own. */
function tagsPath(api: CloudApi, { type, id }: Taggable): string {
  return type === "zone" ? `/zones/${encodeURIComponent(id)}/tags` : `${accountPath(api)}/tags`;
}

function isDenied(error: unknown): boolean {
  if (isFailure(error, "CREDENTIAL_REFUSED")) return error.data.status === 403;
  return isFailure(error, "PROVIDER_REFUSED") && error.data.status === 404;
}
