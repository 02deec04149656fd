import type { Kernel } from "../kernel/sandbox-cloud.ts";
import { makeStore, type Store } from "../kernel/store.ts";
import { makeTable, type Change, type Table } from "../kernel/table.ts";
import { dropDanglingReferences, releaseReferences } from "./references.ts";
import * as rows from "./rows.ts";

const firstId = 3_164_000;

export interface Tables {
  readonly droplets: Table<rows.Droplet>;
  readonly actions: Table<rows.Action>;
  readonly volumes: Table<rows.Volume>;
  readonly snapshots: Table<rows.Snapshot>;
  readonly firewalls: Table<rows.Firewall>;
  readonly keys: Table<rows.SshKey>;
  readonly tags: Table<rows.Tag>;
  readonly vpcs: Table<rows.Vpc>;
  readonly domains: Table<rows.Domain>;
  readonly records: Table<rows.DomainRecord>;
  readonly projects: Table<rows.Project>;
  readonly memberships: Table<rows.Membership>;
  readonly reservedIps: Table<rows.ReservedIp>;
}

/** One DigitalOcean account: what its routes work on. */
export interface DigitalOcean extends Tables {
  readonly kernel: Kernel;
  readonly store: Store;
  /** RFC 3339 to the second, as the vendor writes it. */
  now(): string;
  /** Where the account is reached, for links in answers. */
  url(path: string): string;
  /** Carries changes out, and takes what is removed out of everything that refers to it. */
  apply(changes: readonly Change[]): void;
}

export function makeDigitalOceanAccount(kernel: Kernel): DigitalOcean {
  const tables: Tables = {
    droplets: makeTable("droplets", rows.Droplet),
    actions: makeTable("actions", rows.Action),
    volumes: makeTable("volumes", rows.Volume),
    snapshots: makeTable("snapshots", rows.Snapshot),
    firewalls: makeTable("firewalls", rows.Firewall),
    keys: makeTable("keys", rows.SshKey),
    tags: makeTable("tags", rows.Tag),
    vpcs: makeTable("vpcs", rows.Vpc),
    domains: makeTable("domains", rows.Domain),
    records: makeTable("records", rows.DomainRecord),
    projects: makeTable("projects", rows.Project),
    memberships: makeTable("memberships", rows.Membership),
    reservedIps: makeTable("reservedIps", rows.ReservedIp),
  };
  const store = makeStore(firstId, Object.values(tables));
  return {
    ...tables,
    kernel,
    store,
    now: () => new Date(kernel.clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
    url: (path) => `${kernel.origin()}/digitalocean${path}`,
    apply: (changes) => {
      store.apply(changes, (table, id) => releaseReferences(tables, table, id));
      dropDanglingReferences(tables);
    },
  };
}
