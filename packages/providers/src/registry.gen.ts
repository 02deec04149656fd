// Made by `scripts/gen` from the folders beside this file.
import type { ResourceDefinition } from "./define-resource.ts";
import { dnsRecord as cloudflareDnsRecord } from "./cloudflare/dns-record.ts";
import { workersKvNamespace as cloudflareWorkersKvNamespace } from "./cloudflare/workers-kv-namespace.ts";
import { workersScriptSubdomain as cloudflareWorkersScriptSubdomain } from "./cloudflare/workers-script-subdomain.ts";
import { workersScript as cloudflareWorkersScript } from "./cloudflare/workers-script.ts";
import { zone as cloudflareZone } from "./cloudflare/zone.ts";
import { dnsRecord as digitaloceanDnsRecord } from "./digitalocean/dns-record.ts";
import { domain as digitaloceanDomain } from "./digitalocean/domain.ts";
import { droplet as digitaloceanDroplet } from "./digitalocean/droplet.ts";
import { firewall as digitaloceanFirewall } from "./digitalocean/firewall.ts";
import { sshKey as digitaloceanSshKey } from "./digitalocean/ssh-key.ts";
import { volumeAttachment as digitaloceanVolumeAttachment } from "./digitalocean/volume-attachment.ts";
import { volume as digitaloceanVolume } from "./digitalocean/volume.ts";
import { vpc as digitaloceanVpc } from "./digitalocean/vpc.ts";
import { firewall as hetznerFirewall } from "./hetzner/firewall.ts";
import { networkSubnet as hetznerNetworkSubnet } from "./hetzner/network-subnet.ts";
import { network as hetznerNetwork } from "./hetzner/network.ts";
import { placementGroup as hetznerPlacementGroup } from "./hetzner/placement-group.ts";
import { server as hetznerServer } from "./hetzner/server.ts";
import { sshKey as hetznerSshKey } from "./hetzner/ssh-key.ts";
import { volumeAttachment as hetznerVolumeAttachment } from "./hetzner/volume-attachment.ts";
import { volume as hetznerVolume } from "./hetzner/volume.ts";
import { zoneRrset as hetznerZoneRrset } from "./hetzner/zone-rrset.ts";
import { zone as hetznerZone } from "./hetzner/zone.ts";
import { branch as neonBranch } from "./neon/branch.ts";
import { database as neonDatabase } from "./neon/database.ts";
import { endpoint as neonEndpoint } from "./neon/endpoint.ts";
import { project as neonProject } from "./neon/project.ts";
import { role as neonRole } from "./neon/role.ts";

/** Every resource definition there is. */
export const definitions: readonly ResourceDefinition[] = [
  cloudflareDnsRecord,
  cloudflareWorkersKvNamespace,
  cloudflareWorkersScriptSubdomain,
  cloudflareWorkersScript,
  cloudflareZone,
  digitaloceanDnsRecord,
  digitaloceanDomain,
  digitaloceanDroplet,
  digitaloceanFirewall,
  digitaloceanSshKey,
  digitaloceanVolumeAttachment,
  digitaloceanVolume,
  digitaloceanVpc,
  hetznerFirewall,
  hetznerNetworkSubnet,
  hetznerNetwork,
  hetznerPlacementGroup,
  hetznerServer,
  hetznerSshKey,
  hetznerVolumeAttachment,
  hetznerVolume,
  hetznerZoneRrset,
  hetznerZone,
  neonBranch,
  neonDatabase,
  neonEndpoint,
  neonProject,
  neonRole,
];
