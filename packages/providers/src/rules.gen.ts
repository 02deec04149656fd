// Made by `scripts/gen` from the folders beside this file.
import type { ResourceDescription } from "./describe-resource.ts";
import { dnsRecordRules as cloudflareDnsRecordRules } from "./cloudflare/dns-record-rules.ts";
import { workersKvNamespaceRules as cloudflareWorkersKvNamespaceRules } from "./cloudflare/workers-kv-namespace-rules.ts";
import { workersScriptRules as cloudflareWorkersScriptRules } from "./cloudflare/workers-script-rules.ts";
import { workersScriptSubdomainRules as cloudflareWorkersScriptSubdomainRules } from "./cloudflare/workers-script-subdomain-rules.ts";
import { zoneRules as cloudflareZoneRules } from "./cloudflare/zone-rules.ts";
import { dnsRecordRules as digitaloceanDnsRecordRules } from "./digitalocean/dns-record-rules.ts";
import { domainRules as digitaloceanDomainRules } from "./digitalocean/domain-rules.ts";
import { dropletRules as digitaloceanDropletRules } from "./digitalocean/droplet-rules.ts";
import { firewallRules as digitaloceanFirewallRules } from "./digitalocean/firewall-rules.ts";
import { sshKeyRules as digitaloceanSshKeyRules } from "./digitalocean/ssh-key-rules.ts";
import { volumeAttachmentRules as digitaloceanVolumeAttachmentRules } from "./digitalocean/volume-attachment-rules.ts";
import { volumeRules as digitaloceanVolumeRules } from "./digitalocean/volume-rules.ts";
import { vpcRules as digitaloceanVpcRules } from "./digitalocean/vpc-rules.ts";
import { firewallRules as hetznerFirewallRules } from "./hetzner/firewall-rules.ts";
import { networkRules as hetznerNetworkRules } from "./hetzner/network-rules.ts";
import { networkSubnetRules as hetznerNetworkSubnetRules } from "./hetzner/network-subnet-rules.ts";
import { placementGroupRules as hetznerPlacementGroupRules } from "./hetzner/placement-group-rules.ts";
import { serverRules as hetznerServerRules } from "./hetzner/server-rules.ts";
import { sshKeyRules as hetznerSshKeyRules } from "./hetzner/ssh-key-rules.ts";
import { volumeAttachmentRules as hetznerVolumeAttachmentRules } from "./hetzner/volume-attachment-rules.ts";
import { volumeRules as hetznerVolumeRules } from "./hetzner/volume-rules.ts";
import { zoneRrsetRules as hetznerZoneRrsetRules } from "./hetzner/zone-rrset-rules.ts";
import { zoneRules as hetznerZoneRules } from "./hetzner/zone-rules.ts";
import { branchRules as neonBranchRules } from "./neon/branch-rules.ts";
import { databaseRules as neonDatabaseRules } from "./neon/database-rules.ts";
import { endpointRules as neonEndpointRules } from "./neon/endpoint-rules.ts";
import { projectRules as neonProjectRules } from "./neon/project-rules.ts";
import { roleRules as neonRoleRules } from "./neon/role-rules.ts";

const descriptions: readonly ResourceDescription[] = [
  cloudflareDnsRecordRules,
  cloudflareWorkersKvNamespaceRules,
  cloudflareWorkersScriptRules,
  cloudflareWorkersScriptSubdomainRules,
  cloudflareZoneRules,
  digitaloceanDnsRecordRules,
  digitaloceanDomainRules,
  digitaloceanDropletRules,
  digitaloceanFirewallRules,
  digitaloceanSshKeyRules,
  digitaloceanVolumeAttachmentRules,
  digitaloceanVolumeRules,
  digitaloceanVpcRules,
  hetznerFirewallRules,
  hetznerNetworkRules,
  hetznerNetworkSubnetRules,
  hetznerPlacementGroupRules,
  hetznerServerRules,
  hetznerSshKeyRules,
  hetznerVolumeAttachmentRules,
  hetznerVolumeRules,
  hetznerZoneRrsetRules,
  hetznerZoneRules,
  neonBranchRules,
  neonDatabaseRules,
  neonEndpointRules,
  neonProjectRules,
  neonRoleRules,
];

/** The pure half of every resource definition, by token. */
export const resourceRules: ReadonlyMap<string, ResourceDescription> = new Map(
  descriptions.map((description) => [description.type, description]),
);
