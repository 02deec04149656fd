import type { KnownObject } from "@cloudmake/ports";
import { z } from "zod";
import { defineResource, type ListCall, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { branchOf, branchPath, lastOf, projectOf } from "./branch-id.ts";
import { recordedBranchIds } from "./list-branches.ts";
import { listDatabases } from "./list-databases.ts";
import { databaseRules } from "./database-rules.ts";
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
    const lists = (await recordedBranchIds(api, call, roleRules.type)).map(async (branchId) =>
      (await rolesIn(api, branchId, call)).map((name) => toLive(branchId, name)),
    );
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

/**
 * Names of a branch's roles. PostgreSQL keeps every role that owns a database, so where databases of the branch are listed
 * anyway and recorded roles own some of them, those need no call of their own.
 */
async function rolesIn(api: CloudApi, branchId: string, call: ListCall): Promise<readonly string[]> {
  const recorded = (type: string): readonly string[] =>
    call.known.filter((object) => object.type === type && isIn(branchId, object)).map(nameOf);
  if (recorded(databaseRules.type).length > 0) {
    const databases = await listDatabases(api, branchId, call).catch(() => []); // told where databases are asked for
    const owners = new Set(databases.map(({ owner_name }) => owner_name));
    if (recorded(roleRules.type).every((name) => owners.has(name))) return [...owners];
  }
  const path = `${branchPath(branchId)}/roles`;
  const roles = await orNone(api.pages(path, RolePage, (page) => page.roles, { signal: call.signal }));
  return roles.map(({ name }) => name);
}

function isIn(branchId: string, { id, inputs }: KnownObject): boolean {
  return branchOf(id) === branchId || inputs["branchId"] === branchId;
}

function nameOf({ inputs }: KnownObject): string {
  return String(inputs["name"]);
}

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
