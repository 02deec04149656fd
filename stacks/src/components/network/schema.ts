import { z } from "zod";
import { labels } from "../../labels.ts";

const ipRange = () => z.cidrv4("expected an IPv4 network such as 10.0.0.0/16");

export type HetznerNetwork = z.infer<ReturnType<typeof hetznerNetwork>>;
const hetznerNetwork = () =>
  z.strictObject({
    provider: z.literal("hetzner"),
    ipRange: ipRange().default("10.0.0.0/16").describe("Private addresses of the whole network."),
    subnet: ipRange().optional().describe("Part of `ipRange` that servers get addresses from. Default: all of it."),
    zone: z
      .enum(["eu-central", "us-east", "us-west", "ap-southeast"])
      .default("eu-central")
      .describe("Network zone: the group of locations whose servers can join."),
    labels: labels().describe("Labels of the network."),
  });

export type DigitaloceanNetwork = z.infer<ReturnType<typeof digitaloceanNetwork>>;
const digitaloceanNetwork = () =>
  z.strictObject({
    provider: z.literal("digitalocean"),
    region: z.string().min(1).describe("Region, e.g. `fra1`; only droplets of this region can join."),
    ipRange: ipRange().optional().describe("Private addresses. Default: DigitalOcean picks a free /20."),
  });

export type NetworkSettings = z.infer<ReturnType<typeof networkSettings>>;
export const networkSettings = () => z.discriminatedUnion("provider", [hetznerNetwork(), digitaloceanNetwork()]);
