import { createDecipheriv } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  type AppliedResource,
  isList,
  isRecord,
  secretOnWire,
  type StackId,
  wireOf,
  type WireInputs,
} from "@cloudmake/model";
import type { Sealer } from "@cloudmake/ports";
import { z } from "zod";
import type { EngineWiring } from "./create-provisioner.ts";
import { engineDirectory } from "./engine-directory.ts";
import { applied } from "./provision-result.ts";
import { addressOfUrn } from "./urn.ts";
import { unwrapKey } from "./wrapped-key.ts";

const tagBytes = 16;

const Resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  /** To be deleted: the old half of a replacement. */
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.array(z.string()).default([]),
});
const Checkpoint = z.object({
  checkpoint: z.object({
    latest: z.object({
      secrets_providers: z.object({ state: z.object({ encryptedkey: z.string() }) }).optional(),
      resources: z.array(Resource).default([]),
    }),
  }),
});
const Ciphertext = z.object({ ciphertext: z.string() });

/** Reads the engine's own state of a stack, secrets included, and puts it as a record would. */
export async function recallStack(
  { directory, engineFiles, sealer, host }: EngineWiring,
  stack: StackId,
  call: { readonly signal: AbortSignal },
): Promise<readonly AppliedResource[]> {
  const { checkpoint } = engineDirectory(directory, stack);
  const shared = await engineFiles?.read(stack, call);
  const text = shared?.get(basename(checkpoint)) ?? (await readFile(checkpoint, "utf8").catch(() => ""));
  const parsed = Checkpoint.safeParse(parse(text));
  if (!parsed.success) return [];
  const { secrets_providers: provider, resources } = parsed.data.checkpoint.latest;
  const open = opener(sealer, provider?.state.encryptedkey);
  return resources.flatMap((resource): AppliedResource[] => {
    const { urn, type, id } = resource;
    const address = addressOfUrn(stack, urn);
    if (address === undefined || id === undefined || resource.delete === true) return [];
    const dependsOn = resource.dependencies.flatMap((dependency) => addressOfUrn(stack, dependency) ?? []);
    const about = { address, type, marker: "", dependsOn, deletion: "default" as const };
    return [applied(about, id, clear(resource.inputs, open), clear(resource.outputs, open), host.outputs, sealer)];
  });
}

type Open = (ciphertext: string) => unknown;

/** The engine encrypts each secret under a data key, which it keeps beside them, wrapped by the transit server. */
function opener(sealer: Sealer, wrappedKey: string | undefined): Open {
  let key: Buffer | undefined;
  return (ciphertext) => {
    key ??= unwrapKey(wrappedKey ?? "", sealer);
    const [, nonce = "", sealed = ""] = ciphertext.split(":");
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const text = [decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()];
    return JSON.parse(Buffer.concat(text).toString("utf8"));
  };
}

function clear(values: Readonly<Record<string, unknown>>, open: Open): WireInputs {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wireOf(decrypted(value, open))]));
}

/** Secrets stay wrapped, as on the wire. */
function decrypted(value: unknown, open: Open): unknown {
  const secret = Ciphertext.safeParse(value);
  if (secret.success) return secretOnWire(wireOf(open(secret.data.ciphertext)));
  if (isList(value)) return value.map((item) => decrypted(item, open));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(item, open)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
