import type { SpecFile } from "../../../packages/spec/src/index.ts";
import { projectOf } from "./spec-text.ts";

const counts = {
  /** Each with a firewall. */
  hetznerServers: 250,
  hetznerVolumes: 500,
  /** Each with a firewall. */
  droplets: 200,
  digitaloceanVolumes: 400,
  stores: 400,
  /** In one zone, which is made with them. */
  records: 399,
  /** Project, branch, endpoint, role and database. */
  databases: 20,
  /** Another branch in one of those projects, with endpoint, role and database. */
  branches: 75,
} as const;

export const fourCloudsResources = 3_000;
/** Neon branches in which these resources stand. */
export const fourCloudsBranches = counts.databases + counts.branches;

/** Specs of 3,000 resources: 1,000 at Hetzner, 800 at DigitalOcean, 800 at Cloudflare, 400 at Neon. */
export function fourCloudsSpecs(): readonly SpecFile[] {
  const inbound = "firewall: { inbound: [{ port: 443 }] }";
  const droplet = "size: s-1vcpu-1gb, image: debian-12-x64, region: fra1";
  const projects: Readonly<Record<string, readonly string[]>> = {
    machines: lines(counts.hetznerServers, (n) => hetznerServer(n, inbound)),
    disks: lines(counts.hetznerVolumes, (n) => `disk${n}: { type: volume, provider: hetzner, region: fsn1, size: 10 }`),
    droplets: lines(
      counts.droplets,
      (n) => `box${n}: { type: server, provider: digitalocean, ${droplet}, ${inbound} }`,
    ),
    volumes: lines(
      counts.digitaloceanVolumes,
      (n) => `volume${n}: { type: volume, provider: digitalocean, region: fra1, size: 10 }`,
    ),
    edge: [...lines(counts.stores, (n) => `store${n}: { type: kv }`), domain()],
    data: [...lines(counts.databases, (n) => `db${n}: { type: database }`), ...lines(counts.branches, branch)],
  };
  return Object.entries(projects).map(([name, components]) => ({
    name: `${name}.yaml`,
    text: projectOf(name, components),
  }));
}

function hetznerServer(n: number, inbound: string): string {
  return `box${n}: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, ${inbound} }`;
}

function domain(): string {
  const records = lines(counts.records, (n) => `{ name: r${n}, type: A, value: 192.0.2.${n % 250} }`);
  return `domain: { type: dns, provider: cloudflare, zone: bench.example, createZone: true, records: [${records.join(", ")}] }`;
}

function branch(n: number): string {
  return `branch${n}: { type: database, project: "\${db${n % counts.databases}.projectId}" }`;
}

function lines(count: number, line: (n: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => line(index));
}
