import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { sdkVersion } from "./sdk-version.ts";
import { Tags } from "./tags.ts";

const dropletInputs = () =>
  z.strictObject({
    name: z.string().max(255),
    /** Slug, or the number of a snapshot. */
    image: z.coerce.string(),
    size: z.string(),
    region: z.string().optional(),
    /** Numbers or fingerprints. */
    sshKeys: z.array(z.coerce.string()).optional(),
    userData: z.string().max(65_536).optional(),
    tags: Tags.optional(),
    monitoring: z.boolean().optional(),
    ipv6: z.boolean().optional(),
    backups: z.boolean().optional(),
    dropletAgent: z.boolean().optional(),
    vpcUuid: z.string().optional(),
    /** Whether a resize takes the larger disk too, which cannot be undone. */
    resizeDisk: z.boolean().optional(),
  });
export type DropletInputs = z.infer<ReturnType<typeof dropletInputs>>;

const dropletOutputs = () =>
  z.object({
    name: z.string(),
    status: z.string(),
    region: z.string(),
    dropletUrn: z.string(),
    ipv4Address: z.string(),
    ipv4AddressPrivate: z.string(),
    ipv6Address: z.string(),
    vpcUuid: z.string(),
    memory: z.number(),
    vcpus: z.number(),
    disk: z.number(),
    priceHourly: z.number(),
    priceMonthly: z.number(),
    createdAt: z.string(),
  });
export type DropletOutputs = z.infer<ReturnType<typeof dropletOutputs>>;

/**
 * A virtual machine. Image, region, network, keys and user data are fixed when it is made; the rest changes in place.
 */
export const dropletRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/droplet:Droplet",
  version: sdkVersion,
  inputs: dropletInputs,
  outputs: dropletOutputs,
  replaceOn: ["image", "region", "userData", "sshKeys", "vpcUuid", "monitoring", "dropletAgent"],
  stopsOn: ["size"],
  secrets: ["userData"],
  writeOnly: ["userData", "sshKeys", "dropletAgent", "resizeDisk"],
  sets: ["sshKeys", "tags"],
  volatile: ["name", "status", "ipv6Address", "memory", "vcpus", "disk", "priceHourly", "priceMonthly"],
  naming: { input: "name", style: "suffixed" },
});
