import { z } from "zod";
import { Change } from "../kernel/table.ts";

// What the sandbox remembers of each kind; the families add what follows from other rows when they answer.

export const Droplet = z.strictObject({
  id: z.int(),
  name: z.string(),
  region: z.string(),
  size: z.string(),
  /** GB; stays when a droplet is resized without its disk. */
  disk: z.int(),
  image: z.int(),
  status: z.enum(["new", "active", "off", "archive"]),
  locked: z.boolean(),
  created_at: z.string(),
  features: z.array(z.string()),
  tags: z.array(z.string()),
  vpc_uuid: z.string(),
  /** Empty until it is active. */
  addresses: z.array(
    z.strictObject({ version: z.enum(["v4", "v6"]), type: z.enum(["public", "private"]), ip: z.string() }),
  ),
});
export type Droplet = z.infer<typeof Droplet>;

export const Action = z.strictObject({
  id: z.int(),
  type: z.string(),
  status: z.enum(["in-progress", "completed", "errored"]),
  started_at: z.string(),
  completed_at: z.string().nullable(),
  resource_type: z.enum(["droplet", "volume", "reserved_ip", "image", "firewall"]),
  /** Volumes have uuids here where the vendor's answer has a number. */
  resource_id: z.string(),
  region: z.string(),
  /** Carried out when it completes. */
  changes: z.array(Change),
});
export type Action = z.infer<typeof Action>;

export const Volume = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  region: z.string(),
  size_gigabytes: z.int(),
  droplet_ids: z.array(z.int()),
  tags: z.array(z.string()),
  filesystem_type: z.string(),
  filesystem_label: z.string(),
  created_at: z.string(),
});
export type Volume = z.infer<typeof Volume>;

export const Snapshot = z.strictObject({
  /** A number for droplets' snapshots, a uuid for volumes'. */
  id: z.string(),
  name: z.string(),
  created_at: z.string(),
  regions: z.array(z.string()),
  min_disk_size: z.int(),
  size_gigabytes: z.number(),
  resource_id: z.string(),
  resource_type: z.enum(["droplet", "volume"]),
  distribution: z.string(),
  tags: z.array(z.string()),
});
export type Snapshot = z.infer<typeof Snapshot>;

const Targets = z.strictObject({
  addresses: z.array(z.string()).optional(),
  droplet_ids: z.array(z.int()).optional(),
  load_balancer_uids: z.array(z.string()).optional(),
  kubernetes_ids: z.array(z.string()).optional(),
  tags: z.array(z.string()).nullish(),
});
const Rule = z.strictObject({
  protocol: z.enum(["tcp", "udp", "icmp"]),
  /** `22`, `8000-9000`, and `0` for all. */
  ports: z.string().default("0"),
});
export const InboundRule = Rule.extend({ sources: Targets });
export type InboundRule = z.infer<typeof InboundRule>;
export const OutboundRule = Rule.extend({ destinations: Targets });
export type OutboundRule = z.infer<typeof OutboundRule>;

export const Firewall = z.strictObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(["waiting", "succeeded", "failed"]),
  created_at: z.string(),
  inbound_rules: z.array(InboundRule),
  outbound_rules: z.array(OutboundRule),
  droplet_ids: z.array(z.int()),
  tags: z.array(z.string()),
});
export type Firewall = z.infer<typeof Firewall>;

export const SshKey = z.strictObject({
  id: z.int(),
  fingerprint: z.string(),
  public_key: z.string(),
  name: z.string(),
});
export type SshKey = z.infer<typeof SshKey>;

/** `id` is the tag's name. */
export const Tag = z.strictObject({ id: z.string() });
export type Tag = z.infer<typeof Tag>;

export const Vpc = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  region: z.string(),
  ip_range: z.string(),
  default: z.boolean(),
  created_at: z.string(),
});
export type Vpc = z.infer<typeof Vpc>;

/** `id` is the domain's name. */
export const Domain = z.strictObject({ id: z.string(), ttl: z.int() });
export type Domain = z.infer<typeof Domain>;

export const DomainRecord = z.strictObject({
  id: z.int(),
  domain: z.string(),
  type: z.enum(["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"]),
  name: z.string(),
  data: z.string(),
  priority: z.int().nullable(),
  port: z.int().nullable(),
  ttl: z.int(),
  weight: z.int().nullable(),
  flags: z.int().nullable(),
  tag: z.string().nullable(),
});
export type DomainRecord = z.infer<typeof DomainRecord>;

export const Project = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  purpose: z.string(),
  environment: z.enum(["Development", "Staging", "Production"]),
  is_default: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Project = z.infer<typeof Project>;

/** `id` is the resource's URN; each is in exactly one project. */
export const Membership = z.strictObject({ id: z.string(), project_id: z.string(), assigned_at: z.string() });
export type Membership = z.infer<typeof Membership>;

/** `id` is the address. */
export const ReservedIp = z.strictObject({
  id: z.string(),
  region: z.string(),
  droplet: z.int().nullable(),
  locked: z.boolean(),
});
export type ReservedIp = z.infer<typeof ReservedIp>;
