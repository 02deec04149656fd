import type {
  DnsRecord as CloudflareDnsRecord,
  DnsRecordArgs as CloudflareDnsRecordArgs,
  WorkersKvNamespace,
  WorkersKvNamespaceArgs,
  WorkersScript,
  WorkersScriptArgs,
  WorkersScriptSubdomain,
  WorkersScriptSubdomainArgs,
  Zone as CloudflareZone,
  ZoneArgs as CloudflareZoneArgs,
} from "@pulumi/cloudflare";
import type * as digitalocean from "@pulumi/digitalocean";
import type * as hcloud from "@pulumi/hcloud";
import type {
  BranchArgs,
  BranchOutputs,
  DatabaseArgs,
  DatabaseOutputs,
  EndpointArgs,
  EndpointOutputs,
  ProjectArgs,
  ProjectOutputs,
  RoleArgs,
  RoleOutputs,
} from "./neon-types.ts";

/**
 * What each token takes: the official SDK's Args, so that a wrong property does not compile. Type-only imports:
 * nothing of Pulumi is loaded.
 */
export interface ResourceTypes {
  "cloudflare:index/dnsRecord:DnsRecord": CloudflareDnsRecordArgs;
  "cloudflare:index/workersKvNamespace:WorkersKvNamespace": InAccount<Named<WorkersKvNamespaceArgs, "title">>;
  "cloudflare:index/workersScript:WorkersScript": InAccount<Named<WorkersScriptArgs, "scriptName">>;
  "cloudflare:index/workersScriptSubdomain:WorkersScriptSubdomain": InAccount<WorkersScriptSubdomainArgs>;
  "cloudflare:index/zone:Zone": Omit<CloudflareZoneArgs, "account"> & Partial<Pick<CloudflareZoneArgs, "account">>;
  "digitalocean:index/dnsRecord:DnsRecord": digitalocean.DnsRecordArgs;
  "digitalocean:index/domain:Domain": digitalocean.DomainArgs;
  "digitalocean:index/droplet:Droplet": digitalocean.DropletArgs;
  "digitalocean:index/firewall:Firewall": digitalocean.FirewallArgs;
  "digitalocean:index/sshKey:SshKey": digitalocean.SshKeyArgs;
  "digitalocean:index/volume:Volume": digitalocean.VolumeArgs;
  "digitalocean:index/volumeAttachment:VolumeAttachment": digitalocean.VolumeAttachmentArgs;
  "digitalocean:index/vpc:Vpc": digitalocean.VpcArgs;
  "hcloud:index/firewall:Firewall": hcloud.FirewallArgs;
  "hcloud:index/network:Network": hcloud.NetworkArgs;
  "hcloud:index/networkSubnet:NetworkSubnet": hcloud.NetworkSubnetArgs;
  "hcloud:index/server:Server": hcloud.ServerArgs;
  "hcloud:index/sshKey:SshKey": hcloud.SshKeyArgs;
  "hcloud:index/volume:Volume": hcloud.VolumeArgs;
  "hcloud:index/volumeAttachment:VolumeAttachment": hcloud.VolumeAttachmentArgs;
  "hcloud:index/zone:Zone": hcloud.ZoneArgs;
  "hcloud:index/zoneRrset:ZoneRrset": hcloud.ZoneRrsetArgs;
  "neon:index/branch:Branch": BranchArgs;
  "neon:index/database:Database": DatabaseArgs;
  "neon:index/endpoint:Endpoint": EndpointArgs;
  "neon:index/project:Project": ProjectArgs;
  "neon:index/role:Role": RoleArgs;
}

/** What each token gives, `id` aside: the official SDK's resource, so that a misspelt reference does not compile. */
export interface ResourceStates {
  "cloudflare:index/dnsRecord:DnsRecord": CloudflareDnsRecord;
  "cloudflare:index/workersKvNamespace:WorkersKvNamespace": WorkersKvNamespace;
  "cloudflare:index/workersScript:WorkersScript": WorkersScript;
  "cloudflare:index/workersScriptSubdomain:WorkersScriptSubdomain": Addressed<WorkersScriptSubdomain>;
  "cloudflare:index/zone:Zone": CloudflareZone;
  "digitalocean:index/dnsRecord:DnsRecord": digitalocean.DnsRecord;
  "digitalocean:index/domain:Domain": digitalocean.Domain;
  "digitalocean:index/droplet:Droplet": digitalocean.Droplet;
  "digitalocean:index/firewall:Firewall": digitalocean.Firewall;
  "digitalocean:index/sshKey:SshKey": digitalocean.SshKey;
  "digitalocean:index/volume:Volume": digitalocean.Volume;
  "digitalocean:index/volumeAttachment:VolumeAttachment": digitalocean.VolumeAttachment;
  "digitalocean:index/vpc:Vpc": digitalocean.Vpc;
  "hcloud:index/firewall:Firewall": hcloud.Firewall;
  "hcloud:index/network:Network": hcloud.Network;
  "hcloud:index/networkSubnet:NetworkSubnet": hcloud.NetworkSubnet;
  "hcloud:index/server:Server": hcloud.Server;
  "hcloud:index/sshKey:SshKey": hcloud.SshKey;
  "hcloud:index/volume:Volume": hcloud.Volume;
  "hcloud:index/volumeAttachment:VolumeAttachment": hcloud.VolumeAttachment;
  "hcloud:index/zone:Zone": hcloud.Zone;
  "hcloud:index/zoneRrset:ZoneRrset": hcloud.ZoneRrset;
  "neon:index/branch:Branch": BranchOutputs;
  "neon:index/database:Database": DatabaseOutputs;
  "neon:index/endpoint:Endpoint": EndpointOutputs;
  "neon:index/project:Project": ProjectOutputs;
  "neon:index/role:Role": RoleOutputs;
}

export type Token = keyof ResourceTypes & keyof ResourceStates;

/** The account comes with the credential; a spec never names it. */
type InAccount<Args extends { accountId: unknown }> = Omit<Args, "accountId"> & Partial<Pick<Args, "accountId">>;

/** The scope gives the name. */
type Named<Args, Name extends keyof Args> = Omit<Args, Name> & Partial<Pick<Args, Name>>;

/** CloudMake's definition also says where the worker answers. */
type Addressed<State> = State & { readonly url: string };
