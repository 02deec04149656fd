import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { branchOf, branchPath, lastOf, projectOf } from "./branch-id.ts";
import { managedBranchIds } from "./list-branches.ts";
import { neon } from "./neon.ts";
import { settle, settleNew, settleProject, Started, unlocked } from "./operation.ts";
import { type RoleInputs, type RoleOutputs, roleRules } from "./role-rules.ts";

const Role = z.object({ name: z.string(), password: z.string().nullish() });
const RoleReply = z.object({ role: Role });
const CreateReply = Started.extend({ role: Role });
const RolePage = z.object({ roles: z.array(Role) });
const PasswordReply = z.object({ password: z.string() });

/** Found by its name: a branch inherits the roles of its parent. */
export const role = defineResource(roleRules, {
  api: neon,

  async list(api, call) {
    const lists = (await managedBranchIds(api, call)).map(async (branchId) => {
      const path = `${branchPath(branchId)}/roles`;
      const roles = await orNone(api.pages(path, RolePage, ({ roles }) => roles, { signal: call.signal }));
      return roles.map(({ name }) => toLive(branchId, name));
    });
    return (await Promise.all(lists)).flat();
  },

  async read(api, id, call) {
    const reply = await api.find(rolePath(id), RoleReply, call);
    return reply && toLive(branchOf(id), reply.role.name, await passwordOf(api, id, call));
  },

  async find(api, inputs, call) {
    const id = idOf(inputs);
    if (call.exclude.has(id)) return undefined;
    const reply = await api.find(rolePath(id), RoleReply, call);
    if (reply === undefined) return undefined;
    await settleProject(api, inputs.projectId, call);
    return toLive(inputs.branchId, inputs.name, await passwordOf(api, id, call));
  },

  async create(api, inputs, call) {
    const { branchId, name } = inputs;
    const path = `${branchPath(branchId)}/roles`;
    const reply = await unlocked(api, () => api.post(path, { role: { name } }, CreateReply, call), call);
    await settleNew(api, toLive(branchId, name, reply.role.password ?? undefined), reply.operations, call);
    return toLive(branchId, name, reply.role.password ?? (await passwordOf(api, idOf(inputs), call)));
  },

  /** Nothing of a role changes in place. */
  update: async (api, id, inputs, call) => toLive(inputs.branchId, inputs.name, await passwordOf(api, id, call)),

  async delete(api, id, call) {
    const reply = await unlocked(api, () => api.delete(rolePath(id), Started.optional(), call), call);
    await settle(api, reply?.operations ?? [], call);
  },
});

function toLive(branchId: string, name: string, password?: string): Live<RoleInputs, RoleOutputs> {
  const inputs = { projectId: projectOf(branchId), branchId, name };
  return { id: idOf(inputs), name, inputs, outputs: { name, password } };
}

/** Undefined where the project does not store passwords. */
async function passwordOf(api: CloudApi, id: string, { signal }: ReadCall): Promise<string | undefined> {
  return (await api.find(`${rolePath(id)}/reveal_password`, PasswordReply, { signal }))?.password;
}

function idOf({ branchId, name }: RoleInputs): string {
  return `${branchId}/${name}`;
}

function rolePath(id: string): string {
  return `${branchPath(id)}/roles/${encodeURIComponent(lastOf(id))}`;
}
