import { z } from "zod";

const word = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const rule = "lower-case letters, digits and hyphens, starting with a letter, at most 40 characters";

/** A project's name; `workspace` is taken by workspace stacks. */
export const ProjectName = z
  .string()
  .regex(word, `a project's name has ${rule}`)
  .refine((name) => name !== "workspace", "no project may be called `workspace`")
  .brand<"ProjectName">();
export type ProjectName = z.infer<typeof ProjectName>;

export const EnvironmentName = z.string().regex(word, `an environment's name has ${rule}`).brand<"EnvironmentName">();
export type EnvironmentName = z.infer<typeof EnvironmentName>;

export const WorkspaceName = z.string().regex(word, `a workspace's name has ${rule}`).brand<"WorkspaceName">();
export type WorkspaceName = z.infer<typeof WorkspaceName>;

export const ComponentName = z.string().regex(word, `a component's name has ${rule}`).brand<"ComponentName">();
export type ComponentName = z.infer<typeof ComponentName>;

/** What the schemas of a component's and an environment's name ask, without one. */
export function isName(text: string): boolean {
  return word.test(text);
}

/** The six clouds CloudMake speaks to. */
export const CloudName = z.enum(["cloudflare", "digitalocean", "github", "hetzner", "neon", "postman"]);
export type CloudName = z.infer<typeof CloudName>;
