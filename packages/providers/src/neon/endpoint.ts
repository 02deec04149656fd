import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { lastOf, projectOf, projectPath } from "./branch-id.ts";
import { type EndpointInputs, type EndpointOutputs, endpointRules } from "./endpoint-rules.ts";
import { managedBranchIds } from "./list-branches.ts";
import { neon } from "./neon.ts";
import { settle, settleNew, settleProject, Started, unlocked } from "./operation.ts";

type Endpoint = z.infer<typeof Endpoint>;
const Endpoint = z.object({
  id: z.string(),
  project_id: z.string(),
  branch_id: z.string(),
  type: z.enum(["read_write", "read_only"]),
  host: z.string(),
  name: z.string().nullish(),
  autoscaling_limit_min_cu: z.number(),
  autoscaling_limit_max_cu: z.number(),
  suspend_timeout_seconds: z.number(),
});
const EndpointReply = z.object({ endpoint: Endpoint });
const ChangeReply = Started.extend({ endpoint: Endpoint });
const EndpointPage = z.object({ endpoints: z.array(Endpoint) });

/**
 * A branch has one `read_write` endpoint, so that one is found by its branch; a `read_only` one by its name, which is the
 * marker.
 */
export const endpoint = defineResource(endpointRules, {
  api: neon,

  async list(api, call) {
    const branches = new Set(await managedBranchIds(api, call));
    const projects = [...new Set([...branches].map(projectOf))];
    const lists = await Promise.all(projects.map((id) => listEndpoints(api, id, call)));
    return lists
      .flat()
      .map(toLive)
      .filter(({ inputs }) => branches.has(inputs.branchId ?? ""));
  },

  async read(api, id, call) {
    const reply = await api.find(endpointPath(id), EndpointReply, call);
    return reply && toLive(reply.endpoint);
  },

  async find(api, inputs, call) {
    const endpoints = await listEndpoints(api, inputs.projectId, call);
    const found = endpoints.find(({ id, branch_id, type, name }) => {
      if (call.exclude.has(`${inputs.projectId}/${id}`)) return false;
      const here = branch_id === lastOf(inputs.branchId) && type === inputs.type;
      return here && (type === "read_write" || name === nameOf(call.marker.hash));
    });
    if (found !== undefined) await settleProject(api, inputs.projectId, call);
    return found && toLive(found);
  },

  async create(api, inputs, call) {
    const { projectId, branchId, type } = inputs;
    const name = type === "read_only" ? nameOf(call.marker.hash) : undefined;
    const body = { endpoint: { branch_id: lastOf(branchId), type, name, ...sizeOf(inputs) } };
    const path = `${projectPath(projectId)}/endpoints`;
    const reply = await unlocked(api, () => api.post(path, body, ChangeReply, call), call);
    const live = toLive(reply.endpoint);
    await settleNew(api, live, reply.operations, call);
    return live;
  },

  async update(api, id, inputs, call) {
    const body = { endpoint: sizeOf(inputs) };
    const reply = await unlocked(api, () => api.patch(endpointPath(id), body, ChangeReply, call), call);
    await settle(api, reply.operations, call);
    return toLive(reply.endpoint);
  },

  async delete(api, id, call) {
    const reply = await unlocked(api, () => api.delete(endpointPath(id), Started.optional(), call), call);
    await settle(api, reply?.operations ?? [], call);
  },
});

function toLive(found: Endpoint): Live<EndpointInputs, EndpointOutputs> {
  const inputs = {
    projectId: found.project_id,
    branchId: `${found.project_id}/${found.branch_id}`,
    type: found.type,
    autoscalingLimitMinCu: found.autoscaling_limit_min_cu,
    autoscalingLimitMaxCu: found.autoscaling_limit_max_cu,
    suspendTimeoutSeconds: found.suspend_timeout_seconds,
  };
  return { id: `${found.project_id}/${found.id}`, name: found.id, inputs, outputs: { host: found.host } };
}

/** Sizes without a wish stay as they are; only the timeout has a value that means "the default". */
function sizeOf({ autoscalingLimitMinCu, autoscalingLimitMaxCu, suspendTimeoutSeconds = 0 }: EndpointInputs): object {
  return {
    autoscaling_limit_min_cu: autoscalingLimitMinCu,
    autoscaling_limit_max_cu: autoscalingLimitMaxCu,
    suspend_timeout_seconds: suspendTimeoutSeconds,
  };
}

function nameOf(hash: string): string {
  return `cloudmake-${hash}`;
}

function endpointPath(id: string): string {
  return `${projectPath(id)}/endpoints/${encodeURIComponent(lastOf(id))}`;
}

async function listEndpoints(api: CloudApi, projectId: string, { signal }: ReadCall): Promise<readonly Endpoint[]> {
  const path = `${projectPath(projectId)}/endpoints`;
  return orNone(api.pages(path, EndpointPage, ({ endpoints }) => endpoints, { signal }));
}
