import type { Tables } from "./digital-ocean.ts";

/** Takes an object that is gone out of all that refers to it, as the vendor does when one is deleted. */
export function releaseReferences(tables: Tables, table: string, id: string | number): void {
  switch (table) {
    case "droplets":
      return releaseDroplet(tables, Number(id));
    case "volumes":
      tables.memberships.remove(`do:volume:${id}`);
      return;
    case "reservedIps":
      tables.memberships.remove(`do:floatingip:${id}`);
      return;
    case "domains":
      for (const record of tables.records.where(({ domain }) => domain === id)) tables.records.remove(record.id);
      tables.memberships.remove(`do:domain:${id}`);
      return;
    case "tags":
      return untagEverything(tables, String(id));
    default:
      return;
  }
}

/** Work that was under way may have attached something to a droplet that went meanwhile. */
export function dropDanglingReferences(tables: Tables): void {
  const gone = (droplet: number): boolean => tables.droplets.get(droplet) === undefined;
  for (const volume of tables.volumes.where(({ droplet_ids }) => droplet_ids.some(gone))) {
    tables.volumes.update(volume.id, { droplet_ids: volume.droplet_ids.filter((droplet) => !gone(droplet)) });
  }
  for (const ip of tables.reservedIps.where(({ droplet }) => droplet !== null && gone(droplet))) {
    tables.reservedIps.update(ip.id, { droplet: null });
  }
}

function releaseDroplet(tables: Tables, droplet: number): void {
  tables.memberships.remove(`do:droplet:${droplet}`);
  for (const volume of tables.volumes.where(({ droplet_ids }) => droplet_ids.includes(droplet))) {
    tables.volumes.update(volume.id, { droplet_ids: [] });
  }
  for (const ip of tables.reservedIps.where((reserved) => reserved.droplet === droplet)) {
    tables.reservedIps.update(ip.id, { droplet: null, locked: false });
  }
  for (const firewall of tables.firewalls.where(({ droplet_ids }) => droplet_ids.includes(droplet))) {
    tables.firewalls.update(firewall.id, { droplet_ids: firewall.droplet_ids.filter((other) => other !== droplet) });
  }
}

function untagEverything(tables: Tables, tag: string): void {
  const without = (tags: readonly string[]): { tags: string[] } => ({ tags: tags.filter((other) => other !== tag) });
  for (const { id, tags } of tables.droplets.where((row) => row.tags.includes(tag))) {
    tables.droplets.update(id, without(tags));
  }
  for (const { id, tags } of tables.volumes.where((row) => row.tags.includes(tag))) {
    tables.volumes.update(id, without(tags));
  }
  for (const { id, tags } of tables.snapshots.where((row) => row.tags.includes(tag))) {
    tables.snapshots.update(id, without(tags));
  }
  for (const { id, tags } of tables.firewalls.where((row) => row.tags.includes(tag))) {
    tables.firewalls.update(id, without(tags));
  }
}
