import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { branchOf, branchPath, lastOf, projectOf, projectPath } from "./branch-id.ts";
import { type DatabaseInputs, type DatabaseOutputs, databaseRules } from "./database-rules.ts";
import { recordedBranchIds } from "./list-branches.ts";
import { Database, listDatabases } from "./list-databases.ts";
import { neon } from "./neon.ts";
import { settle, settleNew, settleProject, Started, unlocked } from "./operation.ts";

const DatabaseReply = z.object({ database: Database });
const ChangeReply = Started.extend({ database: Database });
const UriReply = z.object({ uri: z.string() });

/** Found by its name: a branch inherits the databases of its parent. */
export const database = defineResource(databaseRules, {
  api: neon,

  async list(api, call) {
    const lists = (await recordedBranchIds(api, call, databaseRules.type)).map(async (branchId) =>
      (await listDatabases(api, branchId, call)).map((item) => toLive(branchId, item)),
    );
    return (await Promise.all(lists)).flat();
  },

  async read(api, id, call) {
    const reply = await api.find(databasePath(id), DatabaseReply, call);
    return reply && withUri(api, toLive(branchOf(id), reply.database), call);
  },

  async find(api, inputs, call) {
    const id = `${inputs.branchId}/${inputs.name}`;
    if (call.exclude.has(id)) return undefined;
    const reply = await api.find(databasePath(id), DatabaseReply, call);
    if (reply === undefined) return undefined;
    await settleProject(api, inputs.projectId, call);
    return withUri(api, toLive(inputs.branchId, reply.database), call);
  },

  async create(api, inputs, call) {
    const { branchId, name, ownerName } = inputs;
    const path = `${branchPath(branchId)}/databases`;
    const body = { database: { name, owner_name: ownerName } };
    const reply = await unlocked(api, () => api.post(path, body, ChangeReply, call), call);
    const live = toLive(branchId, reply.database);
    await settleNew(api, live, reply.operations, call);
    return withUri(api, live, call);
  },

  async update(api, id, inputs, call) {
    const body = { database: { owner_name: inputs.ownerName } };
    const reply = await unlocked(api, () => api.patch(databasePath(id), body, ChangeReply, call), call);
    await settle(api, reply.operations, call);
    return withUri(api, toLive(inputs.branchId, reply.database), call);
  },

  async delete(api, id, call) {
    const reply = await unlocked(api, () => api.delete(databasePath(id), Started.optional(), call), call);
    await settle(api, reply?.operations ?? [], call);
  },
});

type LiveDatabase = Live<DatabaseInputs, DatabaseOutputs> & { readonly inputs: DatabaseInputs };

function toLive(branchId: string, { name, owner_name: ownerName }: Database): LiveDatabase {
  const inputs = { projectId: projectOf(branchId), branchId, name, ownerName };
  return { id: `${branchId}/${name}`, name, inputs, outputs: { name } };
}

/** Without an endpoint on its branch a database has no address. */
async function withUri(api: CloudApi, live: LiveDatabase, { signal }: ReadCall): Promise<LiveDatabase> {
  const { branchId, name, ownerName } = live.inputs;
  const query = { branch_id: lastOf(branchId), database_name: name, role_name: ownerName, pooled: false };
  const reply = await api.find(`${projectPath(branchId)}/connection_uri`, UriReply, { signal, query });
  return { ...live, outputs: { ...live.outputs, connectionUri: reply?.uri } };
}

function databasePath(id: string): string {
  return `${branchPath(id)}/databases/${encodeURIComponent(lastOf(id))}`;
}
