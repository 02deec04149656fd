import { Failure } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import { z } from "zod";
import { type CreateCall, defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { accountPath } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { envelope, Ignored } from "./envelope.ts";
import { fromWire, LiveBinding } from "./live-binding.ts";
import { recordedOf } from "./recorded.ts";
import { isSecret, outlines } from "./worker-binding.ts";
import { codeIn } from "./worker-code.ts";
import { markerOfScript, uploadForm } from "./worker-upload.ts";
import { type WorkersScriptInputs, type WorkersScriptOutputs, workersScriptRules } from "./workers-script-rules.ts";

type Script = z.infer<typeof Script>;
const Script = z.object({
  id: z.string(),
  etag: z.string(),
  tags: z.array(z.string()).nullish(),
});
const ScriptReply = envelope(Script);
const ScriptPage = envelope(z.array(Script));

type Settings = z.infer<typeof Settings>;
const Settings = z.object({
  bindings: z.array(LiveBinding).default([]),
  compatibility_date: z.string().nullish(),
  compatibility_flags: z.array(z.string()).nullish(),
});
const SettingsReply = envelope(Settings);

const { type } = workersScriptRules;

/**
 * The texts of a Worker's secrets never come back, so bindings that hold some are left out of a listed object as long as
 * everything else in them is as recorded; so is the code while its etag is.
 */
export const workersScript = defineResource(workersScriptRules, {
  api: cloudflare,

  async list(api, call) {
    const scripts = await listScripts(api, call);
    const recorded = recordedOf(call, type);
    const lives = scripts.map(async (script) => {
      const before = recorded.get(script.id);
      // Neither bindings nor code are in any list. They matter only for Workers of ours.
      return before === undefined ? toLive(script, {}) : readLive(api, script, before, call);
    });
    return Promise.all(lives);
  },

  async read(api, id, call) {
    const script = (await listScripts(api, call)).find((item) => item.id === id);
    return script && readLive(api, script, undefined, call);
  },

  async find(api, inputs, call) {
    const script = (await listScripts(api, call)).find(({ id }) => id === inputs.scriptName && !call.exclude.has(id));
    if (script === undefined) return undefined;
    if (markerOfScript(script.tags)?.hash !== call.marker.hash) throw nameTaken(inputs.scriptName);
    return readLive(api, script, undefined, call);
  },

  create: (api, inputs, call) => upload(api, inputs, call),
  update: (api, _id, inputs, call) => upload(api, inputs, call),

  async delete(api, id, call) {
    await api.delete(scriptPath(api, id), Ignored, call);
  },
});

type LiveScript = Live<WorkersScriptInputs, WorkersScriptOutputs>;

async function upload(api: CloudApi, inputs: WorkersScriptInputs, { marker, signal }: CreateCall): Promise<LiveScript> {
  const path = `${accountPath(api, inputs.accountId)}/workers/scripts/${inputs.scriptName}`;
  const { result } = await api.put(path, uploadForm(inputs, marker), ScriptReply, { signal });
  const { content, compatibilityDate, compatibilityFlags = [], bindings = [] } = inputs;
  const live = toLive(result, { content, compatibilityDate, compatibilityFlags, bindings });
  return { ...live, marker };
}

async function readLive(
  api: CloudApi,
  script: Script,
  before: KnownObject | undefined,
  { signal }: ReadCall,
): Promise<LiveScript> {
  const path = scriptPath(api, script.id);
  const sameCode = before?.outputs["etag"] === script.etag;
  const [settings, code] = await Promise.all([
    api.find(`${path}/settings`, SettingsReply, { signal }),
    sameCode ? undefined : api.find(`${path}/content/v2`, z.unknown(), { signal }),
  ]);
  const mainModule = workersScriptRules.inputs.shape.mainModule.safeParse(before?.inputs["mainModule"]).data;
  return toLive(script, {
    ...(settings && settingsInputs(settings.result, before)),
    ...(typeof code === "string" && { content: codeIn(code, mainModule) }),
  });
}

function toLive({ id, etag, tags }: Script, inputs: LiveScript["inputs"]): LiveScript {
  const marker = markerOfScript(tags);
  return { id, name: id, marker, inputs: { scriptName: id, ...inputs }, outputs: { scriptName: id, etag } };
}

function settingsInputs(settings: Settings, before: KnownObject | undefined): LiveScript["inputs"] {
  const kept = new Set(workersScriptRules.inputs.shape.keepBindings.safeParse(before?.inputs["keepBindings"]).data);
  const wanted = RecordedBindings.parse(before?.inputs["bindings"] ?? []);
  const names = new Set(wanted.map(({ name }) => name));
  const bindings = settings.bindings.map(fromWire).filter(({ name, type }) => names.has(name) || !kept.has(type));
  const asRecorded = outlines(bindings).join("\n") === outlines(wanted).join("\n");
  return {
    compatibilityDate: settings.compatibility_date ?? null,
    compatibilityFlags: settings.compatibility_flags ?? [],
    ...(asRecorded && bindings.some(isSecret) ? {} : { bindings }),
  };
}

/** Recorded bindings. Secret texts stand there as prints and are left out. */
const RecordedBindings = z.array(
  z.looseObject({
    name: z.string(),
    type: z.string(),
    namespaceId: z.string().optional(),
    text: z.string().optional().catch(undefined),
  }),
);

function nameTaken(scriptName: string): Failure {
  const message = `a Worker called ${scriptName} exists and was not made here: import it, or choose another name`;
  return new Failure("PROVIDER_REFUSED", { cloud: "cloudflare", status: 409, providerCode: "name_taken", message });
}

function scriptPath(api: CloudApi, id: string): string {
  return `${accountPath(api)}/workers/scripts/${encodeURIComponent(id)}`;
}

function listScripts(api: CloudApi, { signal }: ReadCall): Promise<readonly Script[]> {
  return api.pages(`${accountPath(api)}/workers/scripts`, ScriptPage, ({ result }) => result, { signal });
}
