import type { Tables } from "./hetzner.ts";

/** Takes an object that is gone out of all that refers to it, as the vendor does when one is deleted. */
export function releaseReferences(tables: Tables, table: string, id: string | number): void {
  if (table === "servers") {
    abandonWork(tables, "server", Number(id));
    releaseServer(tables, Number(id));
  }
  if (table === "networks") {
    abandonWork(tables, "network", Number(id));
    releaseNetwork(tables, Number(id));
  }
  if (table === "zones") {
    for (const rrset of tables.rrsets.where(({ zone }) => zone === id)) tables.rrsets.remove(rrset.id);
  }
}

function releaseServer(tables: Tables, server: number): void {
  for (const volume of tables.volumes.where((row) => row.server === server)) {
    tables.volumes.update(volume.id, { server: null });
  }
  for (const ip of tables.floatingIps.where((row) => row.server === server)) {
    tables.floatingIps.update(ip.id, { server: null });
  }
  for (const ip of tables.primaryIps.where((row) => row.assignee_id === server)) {
    if (ip.auto_delete) tables.primaryIps.remove(ip.id);
    else tables.primaryIps.update(ip.id, { assignee_id: null });
  }
  for (const firewall of tables.firewalls.all()) {
    const others = firewall.applied_to.filter((target) => target.type !== "server" || target.server.id !== server);
    if (others.length < firewall.applied_to.length) tables.firewalls.update(firewall.id, { applied_to: others });
  }
}

function releaseNetwork(tables: Tables, network: number): void {
  for (const server of tables.servers.where(({ private_net }) => private_net.some((net) => net.network === network))) {
    tables.servers.update(server.id, { private_net: server.private_net.filter((net) => net.network !== network) });
  }
}

/** Otherwise an attachment under way would refer to what is gone. */
function abandonWork(tables: Tables, type: string, id: number): void {
  const about = tables.actions.where(
    ({ status, resources }) =>
      status === "running" && resources.some((resource) => resource.type === type && resource.id === id),
  );
  const error = { code: "action_failed", message: `${type} was deleted` };
  for (const action of about) tables.actions.update(action.id, { status: "error", error, changes: [] });
}
