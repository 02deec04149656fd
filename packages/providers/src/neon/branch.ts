import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import { branchPath, lastOf, projectPath } from "./branch-id.ts";
import { type BranchInputs, type BranchOutputs, branchRules } from "./branch-rules.ts";
import {
  accountBranches,
  Annotation,
  annotationOf,
  BranchRow,
  listBranches,
  type MarkedBranch,
  markedBranch,
} from "./list-branches.ts";
import { neon } from "./neon.ts";
import { settle, settleNew, settleProject, Started, unlocked } from "./operation.ts";

const BranchReply = z.object({ branch: BranchRow, annotation: Annotation.optional() });
const ChangeReply = Started.extend({ branch: BranchRow });

const READY = "ready";

/** Marked by its annotation. */
export const branch = defineResource(branchRules, {
  api: neon,

  list: async (api, call) => (await accountBranches(api, call)).map(toLive),

  async read(api, id, call) {
    const reply = await api.find(branchPath(id), BranchReply, call);
    return reply && toLive(markedBranch(reply.branch, reply.annotation?.value));
  },

  async find(api, inputs, call) {
    const branches = await listBranches(api, inputs.projectId, call);
    const found = branches.find(({ id, marker }) => marker?.hash === call.marker.hash && !call.exclude.has(id));
    if (found !== undefined && found.row.current_state !== READY) await settleProject(api, inputs.projectId, call);
    return found && toLive(found);
  },

  async create(api, inputs, call) {
    const { name, parentId } = inputs;
    const body = {
      branch: { name, parent_id: parentId && lastOf(parentId), protected: inputs.protected },
      annotation_value: annotationOf(call.marker),
    };
    const path = `${projectPath(inputs.projectId)}/branches`;
    const reply = await unlocked(api, () => api.post(path, body, ChangeReply, call), call);
    const live = toLive(markedBranch(reply.branch, annotationOf(call.marker)));
    await settleNew(api, live, reply.operations, call);
    return live;
  },

  async update(api, id, inputs, call) {
    const body = { branch: { name: inputs.name, protected: inputs.protected ?? false } };
    const reply = await unlocked(api, () => api.patch(branchPath(id), body, ChangeReply, call), call);
    await settle(api, reply.operations, call);
    return toLive(markedBranch(reply.branch, annotationOf(call.marker)));
  },

  /** A project's root and default branches live and die with it: their deletion is the project's. */
  async delete(api, id, call) {
    const found = (await api.find(branchPath(id), BranchReply, call))?.branch;
    if (found === undefined || found.default || !found.parent_id) return;
    if (found.protected) {
      const body = { branch: { protected: false } };
      const reply = await unlocked(api, () => api.patch(branchPath(id), body, ChangeReply, call), call);
      await settle(api, reply.operations, call);
    }
    const reply = await unlocked(api, () => api.delete(branchPath(id), Started.optional(), call), call);
    await settle(api, reply?.operations ?? [], call);
  },
});

function toLive({ id, row, marker }: MarkedBranch): Live<BranchInputs, BranchOutputs> {
  const inputs = {
    projectId: row.project_id,
    name: row.name,
    parentId: row.parent_id ? `${row.project_id}/${row.parent_id}` : null,
    protected: row.protected,
  };
  return { id, name: row.name, marker, inputs, outputs: { name: row.name } };
}
