import type { Kernel } from "../kernel/sandbox-cloud.ts";
import { makeStore, type Store } from "../kernel/store.ts";
import { type Change, makeTable, type Table } from "../kernel/table.ts";
import { releaseReferences } from "./references.ts";
import * as rows from "./rows.ts";

const firstId = 4_100_000;

export interface Tables {
  readonly actions: Table<rows.Action>;
  readonly servers: Table<rows.Server>;
  readonly volumes: Table<rows.Volume>;
  readonly networks: Table<rows.Network>;
  readonly firewalls: Table<rows.Firewall>;
  readonly sshKeys: Table<rows.SshKey>;
  readonly primaryIps: Table<rows.PrimaryIp>;
  readonly floatingIps: Table<rows.FloatingIp>;
  readonly placementGroups: Table<rows.PlacementGroup>;
  readonly images: Table<rows.Image>;
  readonly zones: Table<rows.Zone>;
  readonly rrsets: Table<rows.Rrset>;
}

/** One Hetzner Cloud project: what its routes work on. */
export interface Hetzner extends Tables {
  readonly kernel: Kernel;
  readonly store: Store;
  now(): string;
  /** Carries changes out, and takes what is removed out of everything that refers to it. */
  apply(changes: readonly Change[]): void;
}

export function makeHetznerProject(kernel: Kernel): Hetzner {
  const tables: Tables = {
    actions: makeTable("actions", rows.Action),
    servers: makeTable("servers", rows.Server),
    volumes: makeTable("volumes", rows.Volume),
    networks: makeTable("networks", rows.Network),
    firewalls: makeTable("firewalls", rows.Firewall),
    sshKeys: makeTable("sshKeys", rows.SshKey),
    primaryIps: makeTable("primaryIps", rows.PrimaryIp),
    floatingIps: makeTable("floatingIps", rows.FloatingIp),
    placementGroups: makeTable("placementGroups", rows.PlacementGroup),
    images: makeTable("images", rows.Image),
    zones: makeTable("zones", rows.Zone),
    rrsets: makeTable("rrsets", rows.Rrset),
  };
  const store = makeStore(firstId, Object.values(tables));
  return {
    ...tables,
    kernel,
    store,
    now: () => new Date(kernel.clock.now()).toISOString().replace(/\.\d+Z$/, "+00:00"),
    apply: (changes) => store.apply(changes, (table, id) => releaseReferences(tables, table, id)),
  };
}
