import { z } from "zod";

/**
 * A branch's id as CloudMake writes it, `<project id>/<branch id>`: an id alone must be enough to find its object
 * again. What stands in a branch continues it: `<project id>/<branch id>/<name>`.
 */
export const BranchId = z
  .string()
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "a branch's id is `<project id>/<branch id>`, as the branch's resource gives it");

/** Names of roles and databases; a slash would make ids ambiguous. */
export const PostgresName = z.string().regex(/^[^/\0]{1,63}$/, "at most 63 characters, no slash");

/** The object's place in the API: `/projects/P`, `/projects/P/branches/B`. */
export function projectPath(id: string): string {
  return `/projects/${encodeURIComponent(projectOf(id))}`;
}

export function branchPath(id: string): string {
  return `${projectPath(id)}/branches/${encodeURIComponent(lastOf(branchOf(id)))}`;
}

/** First part of any id. */
export function projectOf(id: string): string {
  return id.split("/")[0] ?? "";
}

/** First two parts of the id of something in a branch. */
export function branchOf(id: string): string {
  return id.split("/").slice(0, 2).join("/");
}

export function lastOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

/** For inputs that name project and branch: the one must be in the other. */
export function inProject({ projectId, branchId }: { readonly projectId: string; readonly branchId: string }): boolean {
  return !branchId.includes("/") || projectOf(branchId) === projectId; // the id's own check says what is wrong with it
}

export const notInProject = { path: ["branchId"], message: "the branch is in another project" };
