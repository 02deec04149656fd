import { z } from "zod";

export const Binding = z.looseObject({ name: z.string().min(1), type: z.string().min(1) });
export type Binding = z.infer<typeof Binding>;

export const ModulePart = z.object({ name: z.string(), contentType: z.string(), base64: z.string() });
export type ModulePart = z.infer<typeof ModulePart>;

/** What an upload makes: code, bindings (secret values too, the worker needs them) and runtime settings. */
export const Version = z.object({
  id: z.string(),
  number: z.number(),
  source: z.string(),
  createdOn: z.string(),
  etag: z.string(),
  modules: z.array(ModulePart),
  mainModule: z.string().optional(),
  /** Set instead of `mainModule` on scripts in the service worker format. */
  bodyPart: z.string().optional(),
  bindings: z.array(Binding),
  compatibilityDate: z.string().optional(),
  compatibilityFlags: z.array(z.string()),
  annotations: z.record(z.string(), z.string()),
  usageModel: z.string(),
  limits: z.record(z.string(), z.unknown()).optional(),
  placement: z.record(z.string(), z.unknown()).optional(),
});
export type Version = z.infer<typeof Version>;

export const Deployment = z.object({
  id: z.string(),
  createdOn: z.string(),
  source: z.string(),
  versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })),
  annotations: z.record(z.string(), z.string()),
});
export type Deployment = z.infer<typeof Deployment>;

export const Schedule = z.object({ cron: z.string(), created_on: z.string(), modified_on: z.string() });

export const Script = z.object({
  name: z.string(),
  /** The id of the worker in `workers/workers` and in resource tags. */
  tag: z.string(),
  createdOn: z.string(),
  modifiedOn: z.string(),
  tags: z.array(z.string()),
  logpush: z.boolean(),
  observability: z.record(z.string(), z.unknown()).nullable(),
  tailConsumers: z.array(z.record(z.string(), z.unknown())),
  schedules: z.array(Schedule),
  subdomain: z.object({ enabled: z.boolean(), previews_enabled: z.boolean() }),
  migrationTag: z.string().optional(),
  /** Oldest first. */
  versions: z.array(Version),
  /** Newest first: the first is live. */
  deployments: z.array(Deployment),
});
export type Script = z.infer<typeof Script>;
