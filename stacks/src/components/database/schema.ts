import { z } from "zod";
import { text } from "../../text.ts";

const postgresName = () => z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, "expected lower-case letters, digits and `_`");
const computeUnits = () => z.number().min(0.25).max(56);

export type DatabaseSettings = z.infer<ReturnType<typeof databaseSettings>>;
export const databaseSettings = () =>
  z
    .strictObject({
      provider: z.literal("neon").default("neon").describe("Neon is the only one so far."),
      region: z.string().default("aws-eu-central-1").describe("Neon region. It cannot change later."),
      version: z.int().min(14).max(18).default(17).describe("Major version of PostgreSQL. It cannot change later."),
      branchPer: z
        .enum(["environment", "none"])
        .default("environment")
        .describe("`environment`: the data live in a branch of their own. `none`: in the project's default branch."),
      project: text()
        .optional()
        .describe("Neon project to branch from, e.g. `${shop/prod/db.projectId}`. Default: a new project."),
      parent: text()
        .optional()
        .describe(
          "Branch whose data this one starts with, e.g. `${shop/prod/db.branchId}`. Default: the project's own.",
        ),
      database: postgresName().default("app").describe("Name of the database."),
      role: postgresName().default("app").describe("Name of the role that owns it."),
      size: z
        .strictObject({
          min: computeUnits().default(0.25).describe("Compute units when idle."),
          max: computeUnits().default(1).describe("Compute units under load."),
        })
        .refine(({ min, max }) => min <= max, "`min` is larger than `max`")
        .optional()
        .describe("How far the compute may scale. Default: Neon's."),
      suspendAfterSeconds: z
        .int()
        .min(60)
        .max(604_800)
        .optional()
        .describe("Idle time after which the compute sleeps. Default: Neon's, 5 minutes."),
      historyHours: z
        .int()
        .min(0)
        .max(720)
        .optional()
        .describe("How far back in time one can restore. Default: Neon's."),
    })
    .refine(({ project, branchPer }) => project === undefined || branchPer === "environment", {
      path: ["branchPer"],
      error: "a database in another's project needs a branch of its own",
    })
    .refine(({ parent, project }) => parent === undefined || project !== undefined, {
      path: ["parent"],
      error: "a parent branch needs `project`, the project it is in",
    });
