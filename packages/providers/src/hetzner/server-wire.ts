import { z } from "zod";
import type { Live } from "../define-resource.ts";
import { markerIn, withoutMarker } from "./marker-labels.ts";
import { type ServerInputs, type ServerOutputs, serverRules } from "./server-rules.ts";

/** A server as Hetzner describes it. */
export const Server = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  labels: z.record(z.string(), z.string()),
  server_type: z.object({ name: z.string() }),
  image: z.object({ id: z.number(), name: z.string().nullable() }).nullable(),
  location: z.object({ name: z.string() }),
  placement_group: z.object({ id: z.number() }).nullish(),
  primary_disk_size: z.number(),
  backup_window: z.string().nullable(),
  protection: z.object({ delete: z.boolean(), rebuild: z.boolean() }),
  private_net: z.array(z.object({ network: z.number(), ip: z.string(), alias_ips: z.array(z.string()) })),
  public_net: z.object({
    firewalls: z.array(z.object({ id: z.number() })).default([]),
    ipv4: z.object({ ip: z.string() }).nullable(),
    ipv6: z.object({ ip: z.string() }).nullable(),
  }),
});
export type Server = z.infer<typeof Server>;

export const ServerPage = z.object({ servers: z.array(Server) }).transform(({ servers }) => servers);
export const ServerReply = z.object({ server: Server }).transform(({ server }) => server);

/** Set while a server is switched off for a change: after a crash it tells that the change is not complete. */
export const changingLabel = { "cloudmake.dev/changing": "true" };

export function liveServer(server: Server): Live<ServerInputs, ServerOutputs> {
  const { public_net, protection } = server;
  const changing = Object.keys(changingLabel).some((key) => key in server.labels);
  const ipv6 = public_net.ipv6?.ip ?? "";
  return {
    id: String(server.id),
    name: server.name,
    marker: markerIn(server.labels),
    inputs: {
      name: server.name,
      serverType: changing ? `${server.server_type.name} (change not complete)` : server.server_type.name,
      ...(server.image === null ? {} : { image: server.image.name ?? String(server.image.id) }),
      location: server.location.name,
      labels: withoutMarker(server.labels),
      firewallIds: public_net.firewalls.map(({ id }) => id).sort((a, b) => a - b),
      networks: server.private_net.map(({ network, ip, alias_ips }) => ({
        networkId: network,
        ip,
        aliasIps: alias_ips,
      })),
      publicNets: [{ ipv4Enabled: public_net.ipv4 !== null, ipv6Enabled: public_net.ipv6 !== null }],
      placementGroupId: server.placement_group?.id ?? null,
      backups: server.backup_window !== null,
      deleteProtection: protection.delete,
      rebuildProtection: protection.rebuild,
    },
    outputs: {
      name: server.name,
      status: server.status,
      ipv4Address: public_net.ipv4?.ip ?? "",
      ipv6Address: ipv6.replace(/::\/64$/, "::1"), // a server answers on the first address of its network
      ipv6Network: ipv6,
      primaryDiskSize: server.primary_disk_size,
      backupWindow: server.backup_window ?? "",
    },
  };
}

const SpelledInputs = serverRules.inputs.pick({ networks: true, publicNets: true, image: true }).partial();

/**
 * The live inputs as a spec or a record spells them: those may leave parts of an entry to Hetzner (the address in a
 * network, the second address family) and may name an image by its id. None of that is a difference.
 */
export function inWordsOf(
  { networks, publicNets, image }: Readonly<Record<string, unknown>>,
  server: Server,
): Live<ServerInputs, ServerOutputs> {
  const live = liveServer(server);
  const words = SpelledInputs.safeParse({ networks, publicNets, image }).data ?? {};
  const { inputs } = live;
  return {
    ...live,
    inputs: {
      ...inputs,
      ...(words.image === String(server.image?.id) ? { image: words.image } : {}),
      networks: inputs.networks?.map((entry) => spelled(entry, words.networks)),
      publicNets: inputs.publicNets?.map((entry) => withFieldsOf(words.publicNets?.[0], entry)),
    },
  };
}

function spelled(live: NetworkEntry, words: readonly NetworkEntry[] = []): NetworkEntry {
  const same = words.find((entry) => networkOf(entry) === live.networkId);
  return same === undefined ? live : withFieldsOf(same, { ...live, subnetId: same.subnetId });
}

/** Only the fields that the words have too. */
function withFieldsOf<T extends object>(words: T | undefined, live: T): T {
  if (words === undefined) return live;
  const absent = Object.keys(live).filter((field) => !(field in words));
  return { ...live, ...Object.fromEntries(absent.map((field) => [field, undefined])) };
}

type NetworkEntry = NonNullable<ServerInputs["networks"]>[number];

/** The network of an entry; a subnet's id is `<network>-<ip range>`. */
export function networkOf({ networkId, subnetId }: NetworkEntry): number {
  return networkId ?? Number(subnetId?.split("-")[0]);
}

export function ipRangeOf({ subnetId }: NetworkEntry): string | undefined {
  return subnetId?.slice(subnetId.indexOf("-") + 1);
}
