import type { ReadCall, UpdateCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { act, actUnless } from "./action.ts";
import { withMarker } from "./marker-labels.ts";
import type { ServerInputs, ServerOutputs } from "./server-rules.ts";
import { changingLabel, ipRangeOf, liveServer, networkOf, type Server, ServerReply } from "./server-wire.ts";

type Call = Pick<UpdateCall<ServerInputs, ServerOutputs>, "marker" | "signal">;

/**
 * Brings an existing server to its inputs, step by step, each compared with the live object, so that it may be
 * interrupted anywhere. What the inputs leave out is let be, unless it is in `dropped`: then it goes back to nothing.
 */
export async function changeServer(
  api: CloudApi,
  server: Server,
  wanted: ServerInputs,
  call: Call & { readonly dropped: ReadonlySet<string> },
): Promise<void> {
  const { dropped } = call;
  const list = <T>(field: keyof ServerInputs, value: readonly T[] | undefined): readonly T[] | undefined =>
    value ?? (dropped.has(field) ? [] : undefined);
  const flag = (field: keyof ServerInputs, value: boolean | undefined): boolean | undefined =>
    value ?? (dropped.has(field) ? false : undefined);

  await changeNames(api, server, wanted, call);
  await changeFirewalls(api, server, list("firewallIds", wanted.firewallIds), call);
  await changeNetworks(api, server, list("networks", wanted.networks), call);
  await changeBackups(api, server, flag("backups", wanted.backups), call);
  const protection = {
    delete: flag("deleteProtection", wanted.deleteProtection),
    rebuild: flag("rebuildProtection", wanted.rebuildProtection),
  };
  await changeProtection(api, server, protection, call);
  await changeOffline(api, server, wanted, call);
}

async function changeNames(
  api: CloudApi,
  server: Server,
  wanted: ServerInputs,
  call: Call & { readonly dropped: ReadonlySet<string> },
): Promise<void> {
  const live = liveServer(server).inputs;
  const labels = wanted.labels ?? (call.dropped.has("labels") ? {} : (live.labels ?? {}));
  const changing = hasChangingLabel(server) ? changingLabel : {};
  const body = { name: wanted.name, labels: withMarker(labels, call.marker, changing) };
  if (server.name === body.name && sameLabels(server.labels, body.labels)) return;
  await api.put(`/servers/${server.id}`, body, ServerReply, { signal: call.signal });
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

async function changeFirewalls(
  api: CloudApi,
  server: Server,
  wanted: readonly number[] | undefined,
  { signal }: ReadCall,
): Promise<void> {
  if (wanted === undefined) return;
  const present = server.public_net.firewalls.map(({ id }) => id);
  const resource = [{ type: "server", server: { id: server.id } }];
  for (const id of wanted.filter((id) => !present.includes(id))) {
    const path = `/firewalls/${id}/actions/apply_to_resources`;
    await actUnless(api, path, { apply_to: resource }, { signal, done: ["firewall_already_applied"] });
  }
  for (const id of present.filter((id) => !wanted.includes(id))) {
    const path = `/firewalls/${id}/actions/remove_from_resources`;
    await actUnless(api, path, { remove_from: resource }, { signal, done: ["firewall_already_removed", "not_found"] });
  }
}

/** An entry that names another address than the live one is detached and attached anew. */
async function changeNetworks(
  api: CloudApi,
  server: Server,
  wanted: Readonly<ServerInputs["networks"]>,
  { signal }: ReadCall,
): Promise<void> {
  if (wanted === undefined) return;
  const path = `/servers/${server.id}/actions`;
  for (const { network, ip } of server.private_net) {
    const same = wanted.find((entry) => networkOf(entry) === network);
    if (same !== undefined && (same.ip === undefined || same.ip === ip)) continue;
    await act(api, `${path}/detach_from_network`, { network }, { signal });
  }
  for (const entry of wanted) {
    const network = networkOf(entry);
    const live = server.private_net.find((other) => other.network === network);
    const attached = live !== undefined && (entry.ip === undefined || entry.ip === live.ip);
    if (!attached) {
      const body = { network, ip: entry.ip, ip_range: ipRangeOf(entry), alias_ips: entry.aliasIps };
      await actUnless(api, `${path}/attach_to_network`, body, { signal, done: ["server_already_attached"] });
    } else if (entry.aliasIps !== undefined && entry.aliasIps.join() !== live.alias_ips.join()) {
      await act(api, `${path}/change_alias_ips`, { network, alias_ips: entry.aliasIps }, { signal });
    }
  }
}

async function changeBackups(
  api: CloudApi,
  server: Server,
  wanted: boolean | undefined,
  { signal }: ReadCall,
): Promise<void> {
  if (wanted === undefined || wanted === (server.backup_window !== null)) return;
  await act(api, `/servers/${server.id}/actions/${wanted ? "enable_backup" : "disable_backup"}`, undefined, { signal });
}

async function changeProtection(
  api: CloudApi,
  { id, protection }: Server,
  wanted: { readonly delete: boolean | undefined; readonly rebuild: boolean | undefined },
  { signal }: ReadCall,
): Promise<void> {
  const next = { delete: wanted.delete ?? protection.delete, rebuild: wanted.rebuild ?? protection.rebuild };
  if (next.delete === protection.delete && next.rebuild === protection.rebuild) return;
  await act(api, `/servers/${id}/actions/change_protection`, next, { signal });
}

/**
 * Type and placement group change only while the server is off.
 *
 * 1. A label says that a change is under way, so that a crash cannot leave the server off unnoticed.
 * 2. Off, change, on: a server that its owner had switched off stays off.
 * 3. The label goes.
 */
async function changeOffline(
  api: CloudApi,
  server: Server,
  wanted: ServerInputs,
  call: Call & { readonly dropped: ReadonlySet<string> },
): Promise<void> {
  const { signal } = call;
  const path = `/servers/${server.id}`;
  const retype = server.server_type.name !== wanted.serverType;
  const group = server.placement_group?.id;
  const regroup =
    wanted.placementGroupId === undefined
      ? call.dropped.has("placementGroupId") && group !== undefined
      : wanted.placementGroupId !== group;
  const unfinished = hasChangingLabel(server);
  if (!retype && !regroup && !unfinished) return;

  const { labels } = await api.get(path, ServerReply, { signal });
  const wasOn = server.status !== "off" || unfinished;
  if (wasOn) {
    await api.put(path, { labels: { ...labels, ...changingLabel } }, ServerReply, { signal });
    if (server.status !== "off") await act(api, `${path}/actions/poweroff`, undefined, { signal });
  }
  if (retype) {
    const body = { server_type: wanted.serverType, upgrade_disk: wanted.keepDisk !== true };
    await act(api, `${path}/actions/change_type`, body, { signal });
  }
  if (regroup) {
    if (group !== undefined) await act(api, `${path}/actions/remove_from_placement_group`, undefined, { signal });
    const body = { placement_group: wanted.placementGroupId };
    if (wanted.placementGroupId !== undefined)
      await act(api, `${path}/actions/add_to_placement_group`, body, { signal });
  }
  if (!wasOn) return;
  await act(api, `${path}/actions/poweron`, undefined, { signal });
  const settledLabels = Object.fromEntries(Object.entries(labels).filter(([key]) => !(key in changingLabel)));
  await api.put(path, { labels: settledLabels }, ServerReply, { signal });
}

function hasChangingLabel({ labels }: Server): boolean {
  return Object.keys(changingLabel).some((key) => key in labels);
}
