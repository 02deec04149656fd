import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { accountPath } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { envelope, Ignored } from "./envelope.ts";
import {
  type WorkersScriptSubdomainInputs,
  type WorkersScriptSubdomainOutputs,
  workersScriptSubdomainRules,
} from "./workers-script-subdomain-rules.ts";

type Switches = z.infer<typeof Switches>;
const Switches = z.object({ enabled: z.boolean().default(false), previews_enabled: z.boolean().default(false) });
const SwitchesReply = envelope(Switches);
const WorkerPage = envelope(z.array(z.object({ name: z.string(), subdomain: Switches })));
const SubdomainReply = envelope(z.object({ subdomain: z.string() }));

const PAGE_SIZE = 100;

/**
 * Found by the Worker's name. The variable `CLOUDMAKE_WORKERS_URL` (`http://{script}.localhost:4800`) says where Workers
 * answer in the sandbox.
 */
export const workersScriptSubdomain = defineResource(workersScriptSubdomainRules, {
  api: cloudflare,

  async list(api, call) {
    const path = `${accountPath(api)}/workers/workers`;
    const query = { per_page: PAGE_SIZE };
    const workers = await api.pages(path, WorkerPage, ({ result }) => result, { signal: call.signal, query });
    const urlOf = await addresses(api, call);
    return workers.flatMap(({ name, subdomain }) => toLive(name, subdomain, urlOf) ?? []);
  },

  async read(api, id, call) {
    const reply = await api.find(switchesPath(api, id), SwitchesReply, call);
    return reply && toLive(id, reply.result, await addresses(api, call));
  },

  async find(api, inputs, call) {
    if (call.exclude.has(inputs.scriptName)) return undefined;
    const reply = await api.find(switchesPath(api, inputs.scriptName), SwitchesReply, call);
    return reply && toLive(inputs.scriptName, reply.result, await addresses(api, call));
  },

  create: (api, inputs, call) => switchOn(api, inputs, call),
  update: (api, _id, inputs, call) => switchOn(api, inputs, call),

  async delete(api, id, call) {
    await api.delete(switchesPath(api, id), Ignored, call);
  },
});

async function switchOn(
  api: CloudApi,
  inputs: WorkersScriptSubdomainInputs,
  { signal }: ReadCall,
): Promise<Live<WorkersScriptSubdomainInputs, WorkersScriptSubdomainOutputs>> {
  const { scriptName, enabled, previewsEnabled = false } = inputs;
  accountPath(api, inputs.accountId);
  await api.post(switchesPath(api, scriptName), { enabled, previews_enabled: previewsEnabled }, Ignored, { signal });
  const urlOf = await addresses(api, { signal });
  return live({ scriptName, enabled, previewsEnabled }, urlOf);
}

function toLive(
  scriptName: string,
  switches: Switches,
  urlOf: UrlOf,
): Live<WorkersScriptSubdomainInputs, WorkersScriptSubdomainOutputs> | undefined {
  const { enabled, previews_enabled: previewsEnabled } = switches;
  return enabled || previewsEnabled ? live({ scriptName, enabled, previewsEnabled }, urlOf) : undefined;
}

function live(
  inputs: WorkersScriptSubdomainInputs,
  urlOf: UrlOf,
): Live<WorkersScriptSubdomainInputs, WorkersScriptSubdomainOutputs> {
  const { scriptName } = inputs;
  return { id: scriptName, name: scriptName, inputs, outputs: { url: urlOf(scriptName) } };
}

function switchesPath(api: CloudApi, script: string): string {
  return `${accountPath(api)}/workers/scripts/${encodeURIComponent(script)}/subdomain`;
}

type UrlOf = (script: string) => string | undefined;

async function addresses(api: CloudApi, { signal }: ReadCall): Promise<UrlOf> {
  const template = api.variables["CLOUDMAKE_WORKERS_URL"];
  if (template !== undefined) return (script) => template.replaceAll("{script}", script);
  const reply = await api.find(`${accountPath(api)}/workers/subdomain`, SubdomainReply, { signal });
  return (script) => reply && `https://${script}.${reply.result.subdomain}.workers.dev`;
}
