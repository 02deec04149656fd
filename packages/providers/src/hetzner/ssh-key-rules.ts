import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

const sshKeyInputs = () =>
  z.strictObject({
    name: z.string(),
    publicKey: z.string(),
    labels: Labels.optional(),
  });
export type SshKeyInputs = z.infer<ReturnType<typeof sshKeyInputs>>;

const sshKeyOutputs = () => z.object({ name: z.string(), fingerprint: z.string() });
export type SshKeyOutputs = z.infer<ReturnType<typeof sshKeyOutputs>>;

/**
 * A public key that new servers get. A Hetzner project holds each key once, so several stacks may have to share one.
 */
export const sshKeyRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/sshKey:SshKey",
  version: sdkVersion,
  inputs: sshKeyInputs,
  outputs: sshKeyOutputs,
  replaceOn: ["publicKey"],
  writeOnly: ["name", "labels", "publicKey"], // a shared key bears its maker's name, labels and comment
  volatile: ["name"],
  shared: true,
  naming: { input: "name", style: "suffixed" },
});
