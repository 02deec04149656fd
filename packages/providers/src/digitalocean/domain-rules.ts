import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { sdkVersion } from "./sdk-version.ts";

const domainInputs = () => z.strictObject({ name: z.string(), ipAddress: z.string().optional() });
export type DomainInputs = z.infer<ReturnType<typeof domainInputs>>;

const domainOutputs = () => z.object({ name: z.string(), domainUrn: z.string() });
export type DomainOutputs = z.infer<ReturnType<typeof domainOutputs>>;

/** A DNS zone, known by its name alone. DigitalOcean puts in SOA and NS records of its own. */
export const domainRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/domain:Domain",
  version: sdkVersion,
  inputs: domainInputs,
  outputs: domainOutputs,
  replaceOn: ["name", "ipAddress"],
  naturalKey: naturalKey("name"),
  replacement: "delete-first",
  writeOnly: ["ipAddress"], // becomes an A record
});
