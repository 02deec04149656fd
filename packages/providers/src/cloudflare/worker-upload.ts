import type { Marker } from "@cloudmake/model";
import { toWire } from "./live-binding.ts";
import { markerOfTags, tagsOf } from "./marker-tags.ts";
import type { WorkerBinding } from "./worker-binding.ts";

/** What is sent to make or change a Worker. */
export interface WorkerUpload {
  readonly content: string;
  readonly mainModule: string;
  readonly compatibilityDate?: string | undefined;
  readonly compatibilityFlags?: readonly string[] | undefined;
  readonly bindings?: readonly WorkerBinding[] | undefined;
  readonly keepBindings?: readonly string[] | undefined;
}

/** The multipart body of an upload: one `metadata` part, one module. The marker travels with it, in one call. */
export function uploadForm(upload: WorkerUpload, marker: Marker): FormData {
  const metadata = {
    main_module: upload.mainModule,
    bindings: (upload.bindings ?? []).map(toWire),
    compatibility_date: upload.compatibilityDate,
    compatibility_flags: upload.compatibilityFlags,
    keep_bindings: upload.keepBindings,
    tags: Object.entries(tagsOf(marker)).map(([key, value]) => `${key}=${value}`),
  };
  const form = new FormData();
  form.set("metadata", JSON.stringify(metadata));
  const type = "application/javascript+module";
  form.set(upload.mainModule, new File([upload.content], upload.mainModule, { type }));
  return form;
}

/** The marker among a script's tags; scripts have plain tags, `key=value` is our way of writing. */
export function markerOfScript(tags: readonly string[] | null | undefined): Marker | undefined {
  const pairs = (tags ?? []).map((tag) => {
    const [key = "", ...value] = tag.split("=");
    return [key, value.join("=")] as const;
  });
  return markerOfTags(Object.fromEntries(pairs));
}
