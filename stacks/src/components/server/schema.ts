import { z } from "zod";
import { labels } from "../../labels.ts";
import { numericId } from "../../numeric-id.ts";
import { text } from "../../text.ts";
import { uuid } from "../../uuid.ts";
import { bootstrap } from "./bootstrap.ts";
import { firewall } from "./firewall.ts";

const sshKeys = "Who can log in as root: public keys (`ssh-ed25519 ...`)";
const network = "Private network it joins: a component of type `network`, or the id of one.";
const volumes = "Volumes it holds: components of type `volume`, or ids.";

const sharedSettings = () => ({
  image: z
    .string()
    .min(1)
    .describe("Operating system image, e.g. `debian-12` (Hetzner), `debian-12-x64` (DigitalOcean)."),
  firewall: firewall().optional().describe("What is let in. Default: no firewall."),
  bootstrap: bootstrap().optional().describe("What the server does at its first start. A change makes a new server."),
  backups: z.boolean().optional().describe("Whether the cloud keeps backups (at a price)."),
  ipv6: z.boolean().default(true).describe("Whether it has an IPv6 address."),
  labels: labels().describe("Labels (Hetzner) or tags (DigitalOcean) of the server."),
});

type Shared = ReturnType<typeof sharedSettings>;

const hetznerServer = (shared: Shared) =>
  z.strictObject({
    provider: z.literal("hetzner"),
    size: z.string().min(1).describe("Server type, e.g. `cx22`. A change stops and starts the server."),
    region: z.string().min(1).describe("Location, e.g. `fsn1`, `nbg1`, `hel1`, `ash`, `hil`, `sin`."),
    sshKeys: z.array(text()).default([]).describe(`${sshKeys}, or names or ids of keys the project has.`),
    network: text(numericId("a network")).optional().describe(network),
    volumes: z
      .array(text(numericId("a volume")))
      .default([])
      .describe(volumes),
    ...shared,
  });

const digitaloceanServer = (shared: Shared) =>
  z.strictObject({
    provider: z.literal("digitalocean"),
    size: z.string().min(1).describe("Droplet size, e.g. `s-1vcpu-1gb`. A change stops and starts the server."),
    region: z.string().min(1).describe("Region, e.g. `fra1`, `ams3`, `nyc3`."),
    sshKeys: z.array(text()).default([]).describe(`${sshKeys}, or ids or fingerprints of keys the account has.`),
    network: text(uuid("a VPC")).optional().describe(network),
    volumes: z
      .array(text(uuid("a volume")))
      .default([])
      .describe(volumes),
    ...shared,
  });

export type ServerSettings = z.infer<ReturnType<typeof serverSettings>>;
export const serverSettings = () => {
  const shared = sharedSettings();
  return z.discriminatedUnion("provider", [hetznerServer(shared), digitaloceanServer(shared)]);
};

export type HetznerServer = Extract<ServerSettings, { provider: "hetzner" }>;
export type DigitaloceanServer = Extract<ServerSettings, { provider: "digitalocean" }>;
