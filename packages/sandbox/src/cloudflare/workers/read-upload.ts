import { z } from "zod";
import { CloudflareRefusal } from "../answer.ts";
import { Binding, type ModulePart } from "./rows.ts";

const uploadBytesLimit = 64 * 1_024 * 1_024;
const bindingLimit = 512;

export const Metadata = z.looseObject({
  main_module: z.string().optional(),
  body_part: z.string().optional(),
  bindings: z.array(Binding).max(bindingLimit).default([]),
  keep_bindings: z.array(z.string()).default([]),
  compatibility_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  compatibility_flags: z.array(z.string()).default([]),
  annotations: z.record(z.string(), z.string().optional()).default({}),
  tags: z.array(z.string()).nullish(),
  logpush: z.boolean().nullish(),
  observability: z.record(z.string(), z.unknown()).nullish(),
  tail_consumers: z.array(z.record(z.string(), z.unknown())).nullish(),
  limits: z.record(z.string(), z.unknown()).optional(),
  placement: z.record(z.string(), z.unknown()).optional(),
  usage_model: z.string().optional(),
  migrations: z.looseObject({ new_tag: z.string().optional() }).nullish(),
});
export type Metadata = z.output<typeof Metadata>;

export interface Upload {
  readonly metadata: Metadata;
  readonly modules: readonly ModulePart[];
}

/** The multipart form of a script. wrangler sends `metadata` as a plain field, other clients as a file. */
export async function readUpload(form: FormData): Promise<Upload> {
  const modules: ModulePart[] = [];
  let metadata: Metadata | undefined;
  let bytes = 0;
  for (const [name, part] of form) {
    const content = typeof part === "string" ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
    if (name === "metadata") {
      metadata = Metadata.parse(JSON.parse(content.toString()));
      continue;
    }
    bytes += content.byteLength;
    if (bytes > uploadBytesLimit) throw new CloudflareRefusal(413, 10027, "workers.api.error.script_too_large");
    const contentType = typeof part === "string" || part.type === "" ? "application/javascript+module" : part.type;
    // Source maps come along for stack traces; they are no modules.
    if (contentType === "application/source-map") continue;
    modules.push({ name, contentType, base64: content.toString("base64") });
  }
  if (metadata === undefined) throw new CloudflareRefusal(400, 10021, "The upload has no part named metadata.");
  checkEntry(metadata, modules);
  return { metadata, modules };
}

function checkEntry({ main_module, body_part }: Metadata, modules: readonly ModulePart[]): void {
  const entry = main_module ?? body_part;
  if (entry === undefined) {
    throw new CloudflareRefusal(400, 10021, "Either main_module or body_part must be set in metadata.");
  }
  if (!modules.some(({ name }) => name === entry)) {
    throw new CloudflareRefusal(400, 10021, `No such module "${entry}".`);
  }
}
