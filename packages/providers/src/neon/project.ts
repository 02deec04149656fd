import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { projectPath } from "./branch-id.ts";
import { BranchRow, listBranches } from "./list-branches.ts";
import { ListedProject, listProjects, ProjectReply } from "./list-projects.ts";
import { neon } from "./neon.ts";
import { settle, settleNew, settleProject, Started, unlocked } from "./operation.ts";
import { type ProjectInputs, type ProjectOutputs, projectRules } from "./project-rules.ts";

const CreateReply = Started.extend({ project: ListedProject, branch: BranchRow });

/** A project can carry no marker: its name, which ends in six digits of one, says whose it is. */
export const project = defineResource(projectRules, {
  api: neon,

  async list(api, call) {
    const projects = await call.once("neon/projects", () => listProjects(api, call));
    return projects.map((found) => toLive(found));
  },

  async read(api, id, call) {
    const reply = await api.find(projectPath(id), ProjectReply, call);
    return reply && toLive(reply.project, await defaultBranch(api, id, call));
  },

  async find(api, inputs, call) {
    const projects = await listProjects(api, call, inputs.name);
    const found = projects.find(({ id, name }) => name === inputs.name && !call.exclude.has(id));
    if (found === undefined) return undefined;
    await settleProject(api, found.id, call);
    return toLive(found, await defaultBranch(api, found.id, call));
  },

  async create(api, inputs, call) {
    const { name, regionId, pgVersion, orgId, historyRetentionSeconds } = inputs;
    const wanted = {
      name,
      region_id: regionId,
      pg_version: pgVersion,
      org_id: orgId ?? api.variables["NEON_ORG_ID"],
      history_retention_seconds: historyRetentionSeconds,
    };
    const reply = await api.post("/projects", { project: wanted }, CreateReply, call);
    const live = toLive(reply.project, `${reply.project.id}/${reply.branch.id}`);
    await settleNew(api, live, reply.operations, call);
    return live;
  },

  async update(api, id, inputs, call) {
    const wanted = { name: inputs.name, history_retention_seconds: inputs.historyRetentionSeconds };
    const Reply = Started.extend({ project: ListedProject });
    const reply = await unlocked(api, () => api.patch(projectPath(id), { project: wanted }, Reply, call), call);
    await settle(api, reply.operations, call);
    return toLive(reply.project, call.old.outputs.defaultBranchId ?? (await defaultBranch(api, id, call)));
  },

  async delete(api, id, call) {
    await unlocked(api, () => api.delete(projectPath(id), z.unknown(), call), call);
  },
});

function toLive(found: ListedProject, defaultBranchId?: string): Live<ProjectInputs, ProjectOutputs> {
  const inputs = {
    name: found.name,
    regionId: found.region_id,
    pgVersion: found.pg_version,
    orgId: found.org_id ?? null,
    historyRetentionSeconds: found.history_retention_seconds ?? null,
  };
  return { id: found.id, name: found.name, inputs, outputs: { name: found.name, defaultBranchId } };
}

async function defaultBranch(api: CloudApi, projectId: string, call: ReadCall): Promise<string | undefined> {
  return (await listBranches(api, projectId, call)).find(({ row }) => row.default)?.id;
}
