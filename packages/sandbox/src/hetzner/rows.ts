import { z } from "zod";
import { Change } from "../kernel/table.ts";

// What the sandbox remembers of each kind; the families add what follows from other rows when they answer.

const Labels = z.record(z.string(), z.string());
const Protection = z.strictObject({ delete: z.boolean() });
const DnsPtr = z.array(z.strictObject({ ip: z.string(), dns_ptr: z.string() }));

/** What all kinds with a number for an id have. */
const Named = z.strictObject({ id: z.int(), name: z.string(), labels: Labels, created: z.string() });
export type Named = z.infer<typeof Named>;

export const Action = z.strictObject({
  id: z.int(),
  command: z.string(),
  status: z.enum(["running", "success", "error"]),
  progress: z.int(),
  started: z.string(),
  finished: z.string().nullable(),
  resources: z.array(z.strictObject({ id: z.int(), type: z.string() })),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  /** Carried out when it succeeds. */
  changes: z.array(Change),
});
export type Action = z.infer<typeof Action>;

export const Server = Named.extend({
  status: z.enum(["initializing", "starting", "running", "stopping", "off", "rebuilding", "migrating", "deleting"]),
  server_type: z.string(),
  location: z.string(),
  image: z.int().nullable(),
  protection: Protection.extend({ rebuild: z.boolean() }),
  private_net: z.array(
    z.strictObject({ network: z.int(), ip: z.string(), alias_ips: z.array(z.string()), mac_address: z.string() }),
  ),
  placement_group: z.int().nullable(),
  primary_disk_size: z.int(),
  rescue_enabled: z.boolean(),
  backup_window: z.string().nullable(),
});
export type Server = z.infer<typeof Server>;

export const Volume = Named.extend({
  status: z.enum(["creating", "available"]),
  location: z.string(),
  server: z.int().nullable(),
  /** GB */
  size: z.int(),
  format: z.string().nullable(),
  protection: Protection,
});
export type Volume = z.infer<typeof Volume>;

export const Subnet = z.strictObject({
  type: z.enum(["cloud", "server", "vswitch"]),
  ip_range: z.string(),
  network_zone: z.string(),
  gateway: z.string(),
  vswitch_id: z.int().nullable(),
});
export type Subnet = z.infer<typeof Subnet>;

export const Network = Named.extend({
  ip_range: z.string(),
  subnets: z.array(Subnet),
  routes: z.array(z.strictObject({ destination: z.string(), gateway: z.string() })),
  expose_routes_to_vswitch: z.boolean(),
  protection: Protection,
});
export type Network = z.infer<typeof Network>;

export const FirewallRule = z.strictObject({
  direction: z.enum(["in", "out"]),
  protocol: z.enum(["tcp", "udp", "icmp", "esp", "gre"]),
  port: z.string().nullable(),
  source_ips: z.array(z.string()),
  destination_ips: z.array(z.string()),
  description: z.string().nullable(),
});
export type FirewallRule = z.infer<typeof FirewallRule>;

export const FirewallTarget = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("server"), server: z.strictObject({ id: z.int() }) }),
  z.strictObject({
    type: z.literal("label_selector"),
    label_selector: z.strictObject({ selector: z.string() }),
  }),
]);
export type FirewallTarget = z.infer<typeof FirewallTarget>;

export const Firewall = Named.extend({ rules: z.array(FirewallRule), applied_to: z.array(FirewallTarget) });
export type Firewall = z.infer<typeof Firewall>;

export const SshKey = Named.extend({ fingerprint: z.string(), public_key: z.string() });
export type SshKey = z.infer<typeof SshKey>;

export const PrimaryIp = Named.extend({
  type: z.enum(["ipv4", "ipv6"]),
  ip: z.string(),
  location: z.string(),
  assignee_id: z.int().nullable(),
  auto_delete: z.boolean(),
  dns_ptr: DnsPtr,
  protection: Protection,
});
export type PrimaryIp = z.infer<typeof PrimaryIp>;

export const FloatingIp = Named.extend({
  type: z.enum(["ipv4", "ipv6"]),
  ip: z.string(),
  description: z.string().nullable(),
  home_location: z.string(),
  server: z.int().nullable(),
  dns_ptr: DnsPtr,
  protection: Protection,
});
export type FloatingIp = z.infer<typeof FloatingIp>;

export const PlacementGroup = Named.extend({ type: z.literal("spread") });
export type PlacementGroup = z.infer<typeof PlacementGroup>;

/** A snapshot or backup; the vendor's system images stand in the catalogue. Its name is its description. */
export const Image = Named.extend({
  type: z.enum(["snapshot", "backup"]),
  status: z.enum(["creating", "available"]),
  description: z.string(),
  architecture: z.enum(["x86", "arm"]),
  os_flavor: z.string(),
  os_version: z.string().nullable(),
  disk_size: z.int(),
  created_from: z.strictObject({ id: z.int(), name: z.string() }),
  protection: Protection,
});
export type Image = z.infer<typeof Image>;

export const Zone = Named.extend({
  mode: z.enum(["primary", "secondary"]),
  ttl: z.int(),
  status: z.enum(["ok", "updating"]),
  protection: Protection,
  primary_nameservers: z.array(z.looseObject({ address: z.string() })),
});
export type Zone = z.infer<typeof Zone>;

export const Rrset = z.strictObject({
  /** `<zone>/<name>/<type>`; the vendor's own id lacks the zone. */
  id: z.string(),
  zone: z.int(),
  name: z.string(),
  type: z.enum([
    "A",
    "AAAA",
    "CAA",
    "CNAME",
    "DS",
    "HINFO",
    "HTTPS",
    "MX",
    "NS",
    "PTR",
    "RP",
    "SOA",
    "SRV",
    "SVCB",
    "TLSA",
    "TXT",
  ]),
  ttl: z.int().nullable(),
  labels: Labels,
  records: z.array(z.strictObject({ value: z.string(), comment: z.string().optional() })),
  protection: z.strictObject({ change: z.boolean() }),
});
export type Rrset = z.infer<typeof Rrset>;
