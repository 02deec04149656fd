import { Failure } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import { z } from "zod";
import { type CreateCall, defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { AccountId, accountPath } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { envelope, Ignored } from "./envelope.ts";
import { recorded } from "./recorded.ts";
import { sdkVersion } from "./sdk-version.ts";
import { fromWire, LiveBinding, outlines, WorkerBinding } from "./worker-binding.ts";
import { markerOfScript, uploadForm } from "./worker-upload.ts";

const MAX_CONTENT_CHARACTERS = 10_000_000;

type Inputs = z.infer<typeof Inputs>;
const Inputs = z.strictObject({
  accountId: AccountId.optional(),
  scriptName: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens, at most 63"),
  content: z.string().max(MAX_CONTENT_CHARACTERS),
  mainModule: z.string().min(1),
  compatibilityDate: z.iso.date().optional(),
  compatibilityFlags: z.array(z.string()).optional(),
  bindings: z.array(WorkerBinding).optional(),
  /** Types of bindings that stay when they are made outside, e.g. `secret_text`. */
  keepBindings: z.array(z.string()).optional(),
});
type Outputs = z.infer<typeof Outputs>;
const Outputs = z.object({
  scriptName: z.string(),
  /** Changes with the code. */
  etag: z.string(),
});

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

const type = "cloudflare:index/workersScript:WorkersScript";

/**
 * A Worker: one module and its bindings. Its code and the texts of its secrets cannot be read with a list, so both are
 * left out of a live object as long as it is as recorded: code by its etag, bindings by everything but those texts.
 * Secrets are leaves of `bindings` and stay secrets there, so the rest of the list can be read in plans.
 */
export const workersScript = defineResource({
  type,
  version: sdkVersion,
  api: cloudflare,
  inputs: Inputs,
  outputs: Outputs,
  replaceOn: ["accountId", "scriptName"],
  writeOnly: ["mainModule", "keepBindings"],
  sets: ["bindings", "compatibilityFlags"],
  volatile: ["etag"],
  naming: { input: "scriptName", style: "plain" },

  async list(api, call) {
    const scripts = await listScripts(api, call);
    return Promise.all(
      scripts.map(async (script) => {
        const before = recorded(call, type, script.id);
        // Bindings are in no list. They matter only for Workers of ours: one call each.
        const settings = before && (await readSettings(api, script.id, call));
        return toLive(script, settings, before);
      }),
    );
  },

  async read(api, id, call) {
    const script = (await listScripts(api, call)).find((item) => item.id === id);
    return script && toLive(script, await readSettings(api, id, call), undefined);
  },

  async find(api, inputs, call) {
    const script = (await listScripts(api, call)).find(({ id }) => id === inputs.scriptName && !call.exclude.has(id));
    if (script === undefined) return undefined;
    if (markerOfScript(script.tags)?.hash !== call.marker.hash) throw nameTaken(inputs.scriptName);
    // Which code an interrupted run left is not known: it counts as changed, and is uploaded again.
    return withCode(toLive(script, await readSettings(api, script.id, call), undefined), script);
  },

  create: (api, inputs, call) => upload(api, inputs, call),
  update: (api, _id, inputs, call) => upload(api, inputs, call),

  async delete(api, id, call) {
    await api.delete(scriptPath(api, id), Ignored, call);
  },
});

type LiveScript = Live<Inputs, Outputs>;

async function upload(api: CloudApi, inputs: Inputs, { marker, signal }: CreateCall): Promise<LiveScript> {
  const path = `${accountPath(api, inputs.accountId)}/workers/scripts/${inputs.scriptName}`;
  const { result } = await api.put(path, uploadForm(inputs, marker), ScriptReply, { signal });
  const { id, etag } = result;
  return { id, name: id, marker, inputs, outputs: { scriptName: id, etag } };
}

function toLive(script: Script, settings: Settings | undefined, before: KnownObject | undefined): LiveScript {
  const { id, etag } = script;
  const live = {
    id,
    name: id,
    marker: markerOfScript(script.tags),
    inputs: { scriptName: id, ...(settings && settingsInputs(settings, before)) },
    outputs: { scriptName: id, etag },
  };
  return before === undefined || before.outputs["etag"] === etag ? live : withCode(live, script);
}

function withCode(live: LiveScript, { etag }: Script): LiveScript {
  return { ...live, inputs: { ...live.inputs, content: `(other code: etag ${etag})` } };
}

function settingsInputs(settings: Settings, before: KnownObject | undefined): Partial<Inputs> {
  const inputs: Partial<Inputs> = {
    compatibilityDate: settings.compatibility_date ?? undefined,
    compatibilityFlags: settings.compatibility_flags ?? [],
  };
  const kept = new Set(z.array(z.string()).safeParse(before?.inputs["keepBindings"]).data);
  const wanted = RecordedBindings.parse(before?.inputs["bindings"] ?? []);
  const names = new Set(wanted.map(({ name }) => name));
  const live = settings.bindings.map(fromWire).filter(({ name, type }) => names.has(name) || !kept.has(type));
  const asRecorded = outlines(live).join("\n") === outlines(wanted).join("\n");
  return asRecorded ? inputs : { ...inputs, bindings: live };
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

/** A script that goes away between list and read has no settings. */
async function readSettings(api: CloudApi, id: string, { signal }: ReadCall): Promise<Settings | undefined> {
  const reply = await api.find(`${scriptPath(api, id)}/settings`, SettingsReply, { signal });
  return reply?.result;
}
