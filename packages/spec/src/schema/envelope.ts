import { EnvironmentName, ProjectName, WorkspaceName } from "@cloudmake/model";
import { z } from "zod";

export const apiVersion = "cloudmake.dev/v1";

const Labels = z
  .record(
    z.string().regex(/^[a-z][a-z0-9._-]{0,62}$/, "a label has lower-case letters, digits, `.`, `_` and `-`"),
    z.string().max(63),
  )
  .describe("Free words for people and for searching, e.g. `team: store`.");

export const ProjectMetadata = z.strictObject({
  name: ProjectName.describe("The project's name; part of every address, so it stays for ever."),
  labels: Labels.default({}),
});

export const WorkspaceMetadata = z.strictObject({
  name: WorkspaceName.describe("The workspace's name; its stack is `workspace/<name>`."),
  labels: Labels.default({}),
});

/** One environment of a project. */
export const EnvironmentSettings = z.strictObject({
  from: EnvironmentName.optional().describe("The environment whose settings this one takes over and then changes."),
  protect: z
    .boolean()
    .optional()
    .describe("`true`: nothing is deleted or replaced without `--allow-destroy`. Default: `false`."),
  approvals: z
    .int()
    .min(0)
    .max(10)
    .optional()
    .describe("How many people must approve a plan before it is applied. Default: 0."),
  labels: Labels.optional(),
});
export type EnvironmentSettings = z.infer<typeof EnvironmentSettings>;

/** Temporary environments, e.g. one for each pull request. */
export const Previews = z.strictObject({
  from: EnvironmentName.optional().describe("The environment that previews are made after. Default: the first one."),
  ttlHours: z
    .int()
    .min(1)
    .max(24 * 90)
    .default(72)
    .describe("Hours after which an unused preview is destroyed."),
  max: z.int().min(0).max(500).default(15).describe("How many previews may exist at a time; 0 = none."),
});
export type Previews = z.infer<typeof Previews>;

/** What every component has, whatever its type, and what an environment may change of it. */
export const OverridableSettings = z.strictObject({
  deletion: z
    .enum(["delete", "retain"])
    .optional()
    .describe(
      "What happens to the cloud's objects when this component leaves the spec. Default: databases, volumes, buckets and repositories are retained, all others deleted.",
    ),
  dependsOn: z
    .array(z.string())
    .max(100)
    .optional()
    .describe("Components that must exist before this one, beyond those it refers to."),
});
export type OverridableSettings = z.infer<typeof OverridableSettings>;

/** What every component has and no environment may change. */
export const FixedSettings = z.strictObject({
  type: z.string().describe("The component's type."),
  in: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("The environments that have this component. Default: all of them."),
  environments: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Settings that differ in an environment: maps merge, lists and values replace, `null` removes."),
});

/** What a Workspace's `spec` has beside the settings of its machine. */
export const WorkspaceSettings = z.strictObject({
  ...OverridableSettings.pick({ deletion: true }).shape,
  ...EnvironmentSettings.pick({ protect: true, approvals: true }).shape,
});

export const fixedKeys: readonly string[] = Object.keys(FixedSettings.shape);
export const overridableKeys: readonly string[] = Object.keys(OverridableSettings.shape);
export const workspaceKeys: readonly string[] = Object.keys(WorkspaceSettings.shape);

/** The outermost keys of a manifest. */
export const manifestKeys = ["apiVersion", "kind", "metadata", "spec"] as const;
/** The keys of a Project's `spec`. */
export const projectKeys = ["environments", "previews", "components"] as const;
