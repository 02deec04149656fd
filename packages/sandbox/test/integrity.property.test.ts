import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { makeDigitalOcean } from "../src/digitalocean/make-digitalocean.ts";
import { makeHetzner } from "../src/hetzner/make-hetzner.ts";
import type { MakeCloud, SandboxCloud } from "../src/kernel/sandbox-cloud.ts";
import { makePlainKernel } from "./plain-kernel.ts";

// Random calls, most of them sensible, with work finishing in any order in between: whatever is answered, no object
// may refer to one that is gone, and the state must survive being saved and taken back.

const runs = 300;
const maxCalls = 40;

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}
/** A number: that piece of work under way finishes. */
type Step = Call | number;

const Snapshot = z.object({
  tables: z.record(z.string(), z.array(z.looseObject({ id: z.union([z.int(), z.string()]) }))),
});
type Tables = z.infer<typeof Snapshot>["tables"];

/** Ids are drawn as `{droplets:2}`: the third droplet, if there is one by then. The first comes most often. */
const nth = (table: string): fc.Arbitrary<string> =>
  fc.constantFrom(0, 0, 0, 1, 2).map((index) => `{${table}:${index}}`);

const post = (path: string, body: unknown): Call => ({ method: "POST", path, body });
const droplet = { region: "ams3", size: "s-1vcpu-1gb", image: "debian-12-x64", tags: ["t"] };
const server = { server_type: "cx22", image: "debian-12", location: "fsn1" };
const subnets = [{ type: "cloud", ip_range: "10.0.1.0/24", network_zone: "eu-central" }];

// Something to attach, and to attach it to, from the start.
const someDroplets: readonly Step[] = [
  post("/v2/droplets", { ...droplet, name: "first" }),
  0,
  post("/v2/volumes", { name: "first", size_gigabytes: 10, region: "ams3" }),
  post("/v2/reserved_ips", { region: "ams3" }),
];
const someServers: readonly Step[] = [
  post("/v1/servers", { ...server, name: "first" }),
  0,
  0,
  post("/v1/volumes", { name: "first", size: 10, location: "fsn1" }),
  0,
  post("/v1/networks", { name: "first", ip_range: "10.0.0.0/16", subnets }),
  post("/v1/floating_ips", { name: "first", type: "ipv4", home_location: "fsn1" }),
];

describe("objects never refer to what is gone", () => {
  test("at DigitalOcean", async () => {
    await fc.assert(
      fc.asyncProperty(steps(digitalOceanCalls()), (drawn) =>
        hold(makeDigitalOcean, [...someDroplets, ...drawn], danglingAtDigitalOcean),
      ),
      { numRuns: runs },
    );
  });

  test("at Hetzner", async () => {
    await fc.assert(
      fc.asyncProperty(steps(hetznerCalls()), (drawn) =>
        hold(makeHetzner, [...someServers, ...drawn], danglingAtHetzner),
      ),
      { numRuns: runs },
    );
  });
});

async function hold(
  make: MakeCloud,
  drawn: readonly Step[],
  dangling: (tables: Tables) => readonly string[],
): Promise<void> {
  const { kernel, tick, log } = makePlainKernel();
  const cloud = make(kernel);
  for (const step of drawn) {
    if (typeof step === "number") tick(step);
    else expect(await send(cloud, step)).toBeLessThan(500);
    expect(dangling(tablesOf(cloud))).toEqual([]);
  }
  const again = make(makePlainKernel().kernel);
  again.restore(JSON.parse(JSON.stringify(cloud.snapshot())));
  expect(dangling(tablesOf(again))).toEqual([]);
  expect(again.objects().length).toBeGreaterThanOrEqual(0);
  expect(log.filter((line) => line.includes("unexpectedly"))).toEqual([]);
}

function steps(calls: fc.Arbitrary<Call>): fc.Arbitrary<readonly Step[]> {
  const step = fc.oneof({ weight: 3, arbitrary: calls }, { weight: 2, arbitrary: fc.nat(2) });
  return fc.array(step, { maxLength: maxCalls });
}

async function send(cloud: SandboxCloud, { method, path, body }: Call): Promise<number> {
  const tables = tablesOf(cloud);
  const text = JSON.stringify(body ?? {}).replaceAll(/"(\{\w+:\d\})"/g, (_, name: string) => {
    return JSON.stringify(idIn(tables, name) ?? 0);
  });
  const url = `http://127.0.0.1${path.replaceAll(/\{\w+:\d\}/g, (name) => String(idIn(tables, name) ?? 0))}`;
  const headers = { authorization: "Bearer sandbox-token" };
  const answer = await cloud.app.request(url, { method, headers, ...(method === "GET" ? {} : { body: text }) });
  return answer.status;
}

function idIn(tables: Tables, name: string): string | number | undefined {
  const [table = "", index = "0"] = name.slice(1, -1).split(":");
  return tables[table]?.[Number(index)]?.id;
}

function tablesOf(cloud: SandboxCloud): Tables {
  return Snapshot.parse(cloud.snapshot()).tables;
}

function digitalOceanCalls(): fc.Arbitrary<Call> {
  const name = fc.constantFrom("a", "b", "c");
  const rules = [{ protocol: "tcp", ports: "1", sources: { addresses: ["0.0.0.0/0"] } }];
  return fc.oneof(
    name.map((own) => post("/v2/droplets", { ...droplet, name: own })),
    fc.tuple(name, nth("volumes")).map(([own, id]) => post("/v2/droplets", { ...droplet, name: own, volumes: [id] })),
    name.map((own) => post("/v2/volumes", { name: own, size_gigabytes: 10, region: "ams3" })),
    fc.constant(post("/v2/reserved_ips", { region: "ams3" })),
    fc.tuple(name, nth("droplets")).map(([own, id]) => {
      return post("/v2/firewalls", { name: `fw-${own}`, inbound_rules: rules, droplet_ids: [id] });
    }),
    fc.tuple(nth("volumes"), nth("droplets"), fc.constantFrom("attach", "detach")).map(([volume, id, type]) => {
      return post(`/v2/volumes/${volume}/actions`, { type, droplet_id: id });
    }),
    fc.tuple(nth("reservedIps"), nth("droplets")).map(([ip, id]) => {
      return post(`/v2/reserved_ips/${ip}/actions`, { type: "assign", droplet_id: id });
    }),
    fc.tuple(nth("droplets"), fc.constantFrom("power_off", "power_on", "snapshot")).map(([id, type]) => {
      return post(`/v2/droplets/${id}/actions`, { type });
    }),
    fc
      .constantFrom("droplets", "volumes", "firewalls")
      .chain((table) => nth(table).map((id) => ({ method: "DELETE", path: `/v2/${table}/${id}` }))),
    nth("reservedIps").map((ip) => ({ method: "DELETE", path: `/v2/reserved_ips/${ip}` })),
    fc.constant({ method: "DELETE", path: "/v2/droplets?tag_name=t" }),
  );
}

function hetznerCalls(): fc.Arbitrary<Call> {
  const name = fc.constantFrom("a", "b", "c");
  const act = (kind: string, id: string, action: string, body: unknown = {}): Call => {
    return post(`/v1/${kind}/${id}/actions/${action}`, body);
  };
  return fc.oneof(
    nth("servers").map((id) => ({ method: "DELETE", path: `/v1/servers/${id}` })),
    name.map((own) => post("/v1/servers", { ...server, name: own })),
    fc.tuple(name, nth("networks"), nth("volumes"), nth("firewalls")).map(([own, network, volume, firewall]) => {
      return post("/v1/servers", {
        ...server,
        name: own,
        networks: [network],
        volumes: [volume],
        firewalls: [{ firewall }],
      });
    }),
    fc.tuple(name, nth("placementGroups")).map(([own, placement_group]) => {
      return post("/v1/servers", { ...server, name: own, placement_group });
    }),
    name.map((own) => post("/v1/volumes", { name: own, size: 10, location: "fsn1" })),
    fc.tuple(name, nth("servers")).map(([own, server]) => post("/v1/volumes", { name: own, size: 10, server })),
    name.map((own) => post("/v1/networks", { name: own, ip_range: "10.0.0.0/16", subnets })),
    name.map((own) => post("/v1/firewalls", { name: own })),
    name.map((own) => post("/v1/placement_groups", { name: own, type: "spread" })),
    name.map((own) => post("/v1/floating_ips", { name: own, type: "ipv4", home_location: "fsn1" })),
    fc.tuple(nth("volumes"), nth("servers")).map(([id, server]) => act("volumes", id, "attach", { server })),
    nth("volumes").map((id) => act("volumes", id, "detach")),
    fc
      .tuple(nth("servers"), nth("networks"))
      .map(([id, network]) => act("servers", id, "attach_to_network", { network })),
    fc
      .tuple(nth("servers"), nth("networks"))
      .map(([id, network]) => act("servers", id, "detach_from_network", { network })),
    fc.tuple(nth("floatingIps"), nth("servers")).map(([id, server]) => act("floating_ips", id, "assign", { server })),
    fc
      .tuple(nth("primaryIps"), nth("servers"))
      .map(([id, assignee_id]) => act("primary_ips", id, "assign", { assignee_id })),
    nth("primaryIps").map((id) => act("primary_ips", id, "unassign")),
    fc.tuple(nth("firewalls"), nth("servers")).map(([id, server]) => {
      return act("firewalls", id, "apply_to_resources", { apply_to: [{ type: "server", server: { id: server } }] });
    }),
    fc
      .tuple(nth("servers"), fc.constantFrom("poweroff", "poweron", "create_image"))
      .map(([id, action]) => act("servers", id, action)),
    fc
      .constantFrom(
        ["servers", "servers"],
        ["volumes", "volumes"],
        ["networks", "networks"],
        ["firewalls", "firewalls"],
        ["placement_groups", "placementGroups"],
        ["floating_ips", "floatingIps"],
        ["primary_ips", "primaryIps"],
      )
      .chain(([path = "", table = ""]) => nth(table).map((id) => ({ method: "DELETE", path: `/v1/${path}/${id}` }))),
  );
}

const number = z.int().nullable();
const link = z.looseObject({
  droplet_ids: z.array(z.int()).default([]),
  droplet: number.default(null),
  server: number.default(null),
  assignee_id: number.default(null),
  placement_group: number.default(null),
  private_net: z.array(z.looseObject({ network: z.int() })).default([]),
  applied_to: z.array(z.looseObject({ server: z.looseObject({ id: z.int() }) })).default([]),
});

function danglingAtDigitalOcean(tables: Tables): readonly string[] {
  const droplets = new Set(tables["droplets"]?.map(({ id }) => id));
  return ["volumes", "firewalls", "reservedIps"].flatMap((table) =>
    (tables[table] ?? []).flatMap((row) => {
      const { droplet_ids, droplet } = link.parse(row);
      const wanted = [...droplet_ids, ...(droplet === null ? [] : [droplet])];
      return wanted.filter((id) => !droplets.has(id)).map((id) => `${table} ${row.id} -> droplet ${id}`);
    }),
  );
}

function danglingAtHetzner(tables: Tables): readonly string[] {
  const ids = (table: string): ReadonlySet<unknown> => new Set(tables[table]?.map(({ id }) => id));
  const [servers, networks, groups] = [ids("servers"), ids("networks"), ids("placementGroups")];
  return Object.entries(tables).flatMap(([table, rows]) =>
    rows.flatMap((row) => {
      const { server, assignee_id, placement_group, private_net, applied_to } = link.parse(row);
      const missing = [
        ...[server, assignee_id, ...applied_to.map((target) => target.server.id)].filter(
          (id) => id !== null && !servers.has(id),
        ),
        ...private_net.map(({ network }) => network).filter((id) => !networks.has(id)),
        ...(placement_group !== null && !groups.has(placement_group) ? [placement_group] : []),
      ];
      return missing.map((id) => `${table} ${row.id} -> ${id}`);
    }),
  );
}
