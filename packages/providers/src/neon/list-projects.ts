import { z } from "zod";
import type { ListCall, ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { projectOf } from "./branch-id.ts";

/** A project as the list shows it. */
export type ListedProject = z.infer<typeof ListedProject>;
export const ListedProject = z.object({
  id: z.string(),
  name: z.string(),
  region_id: z.string(),
  pg_version: z.number(),
  org_id: z.string().nullish(),
  history_retention_seconds: z.number().nullish(),
});
export const ProjectReply = z.object({ project: ListedProject });
/** A page may only name projects that Neon could not look up in time: those exist all the same. */
const ProjectPage = z.object({
  projects: z.array(ListedProject),
  unavailable_project_ids: z.array(z.string()).default([]),
});

const PAGE_SIZE = 400;

export async function listProjects(
  api: CloudApi,
  { signal }: ReadCall,
  search?: string,
): Promise<readonly ListedProject[]> {
  const query = { limit: PAGE_SIZE, org_id: api.variables["NEON_ORG_ID"], search };
  const rows = ({ projects, unavailable_project_ids: ids }: z.infer<typeof ProjectPage>) => [...projects, ...ids];
  const listed = await api.pages("/projects", ProjectPage, rows, { signal, query });
  const found = listed.map(async (row) => {
    if (typeof row !== "string") return row;
    return (await api.find(`/projects/${encodeURIComponent(row)}`, ProjectReply, { signal }))?.project;
  });
  return (await Promise.all(found)).filter((row) => row !== undefined);
}

/** The account's projects, and those shared with it in which something recorded stands. */
export async function projectIds(api: CloudApi, call: ListCall): Promise<readonly string[]> {
  const projects = await call.once("neon/projects", () => listProjects(api, call));
  const recorded = call.known.filter(({ type }) => type.startsWith("neon:")).map(({ id }) => projectOf(id));
  return [...new Set([...projects.map(({ id }) => id), ...recorded])];
}
