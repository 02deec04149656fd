import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { publicKeyOf } from "../natural-key.ts";
import { sdkVersion } from "./sdk-version.ts";

const sshKeyInputs = () => z.strictObject({ name: z.string(), publicKey: z.string() });
export type SshKeyInputs = z.infer<ReturnType<typeof sshKeyInputs>>;

const sshKeyOutputs = () => z.object({ name: z.string(), fingerprint: z.string() });
export type SshKeyOutputs = z.infer<ReturnType<typeof sshKeyOutputs>>;

/** A public key that new droplets get. A team holds each key once, so several stacks may have to share one. */
export const sshKeyRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/sshKey:SshKey",
  version: sdkVersion,
  inputs: sshKeyInputs,
  outputs: sshKeyOutputs,
  replaceOn: ["publicKey"],
  naturalKey: publicKeyOf,
  writeOnly: ["name", "publicKey"], // a shared key bears its maker's name and comment
  volatile: ["name"],
  shared: true,
  naming: { input: "name", style: "suffixed" },
});
