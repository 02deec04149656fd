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
const ProjectPage = z.object({ projects: z.array(ListedProject) });

const PAGE_SIZE = 400;

export function listProjects(api: CloudApi, { signal }: ReadCall, search?: string): Promise<readonly ListedProject[]> {
  const query = { limit: PAGE_SIZE, org_id: api.variables["NEON_ORG_ID"], search };
  return api.pages("/projects", ProjectPage, ({ projects }) => projects, { signal, query });
}

/** The account's projects, and those shared with it in which something recorded stands. */
export async function projectIds(api: CloudApi, call: ListCall): Promise<readonly string[]> {
  const projects = await call.once("neon/projects", () => listProjects(api, call));
  const recorded = call.known.filter(({ type }) => type.startsWith("neon:")).map(({ id }) => projectOf(id));
  return [...new Set([...projects.map(({ id }) => id), ...recorded])];
}
