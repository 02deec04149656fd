import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, type Answer, type Bench, makeBench } from "../../test/vendor-client.ts";
import { makeHetzner } from "./make-hetzner.ts";

const publicKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ5AVwFHmj1rD6AcfgTMbjM8FWmw4sqVtSlgg7ZBRWd sandbox@example.invalid";
const box = { name: "box", server_type: "cx22", image: "debian-12", location: "fsn1" };

let bench: Bench;
let ask: Bench["ask"];

beforeEach(async () => {
  bench = await makeBench(makeHetzner, "/hetzner/v1", "hetzner");
  ask = bench.ask;
});

afterEach(() => bench.close());

async function make(path: string, kind: string, body: object): Promise<number> {
  const answer = await ask("POST", path, body);
  expect(answer).toMatchObject({ status: 201 });
  return Number(at(answer, kind, "id"));
}

const makeServer = (more: object = {}): Promise<number> => make("/servers", "server", { ...box, ...more });

function refusal(status: number, code: string): object {
  return { status, body: { error: { code } } };
}

describe("a project", () => {
  test("tells of an unknown route before it looks at the token", async () => {
    const anonymous = async (path: string): Promise<unknown> =>
      (await fetch(`${bench.sandbox.origin}/hetzner/v1${path}`)).json();
    expect(await anonymous("/nowhere")).toMatchObject({ error: { code: "not_found", message: "api route not found" } });
    expect(await anonymous("/servers")).toMatchObject({
      error: { code: "unauthorized", message: "token is required" },
    });
    expect(await ask("GET", "/datacenters")).toMatchObject(refusal(410, "deprecated_api_endpoint"));
  });

  test("names what can be bought", async () => {
    expect(at(await ask("GET", "/server_types?name=cx22"), "server_types", 0, "cores")).toBe(2);
    expect(at(await ask("GET", "/images?name=debian-12&architecture=arm"), "images", 0, "architecture")).toBe("arm");
    expect(at(await ask("GET", "/locations"), "meta", "pagination", "total_entries")).toBe(6);
    expect((await ask("GET", "/pricing")).status).toBe(200);
    expect((await ask("GET", "/isos")).status).toBe(200);
    expect((await ask("GET", "/server_types/104")).status).toBe(200);
  });

  test("takes a key once, by name and by fingerprint", async () => {
    const key = { name: "ada", public_key: publicKey, labels: { team: "store" } };
    const id = await make("/ssh_keys", "ssh_key", key);
    expect(await ask("POST", "/ssh_keys", key)).toMatchObject(refusal(409, "uniqueness_error"));
    expect(await ask("POST", "/ssh_keys", { ...key, name: "bob" })).toMatchObject(refusal(409, "uniqueness_error"));
    expect(await ask("POST", "/ssh_keys", { ...key, public_key: "no key" })).toMatchObject(
      refusal(422, "invalid_input"),
    );
    expect(await ask("PUT", `/ssh_keys/${id}`, { labels: {} })).toMatchObject({
      body: { ssh_key: { labels: {}, name: "ada" } },
    });
    expect((await ask("DELETE", `/ssh_keys/${id}`)).status).toBe(204);
  });

  test("finds objects by label selector", async () => {
    const group = (name: string, labels: object): Promise<number> => {
      return make("/placement_groups", "placement_group", { name, type: "spread", labels });
    };
    await group("one", { "cloudmake.dev/stack": "shop.prod", tier: "web" });
    await group("two", { "cloudmake.dev/stack": "shop.dev" });
    const names = async (selector: string): Promise<unknown> => {
      const answer = await ask("GET", `/placement_groups?label_selector=${encodeURIComponent(selector)}`);
      return [at(answer, "placement_groups", 0, "name"), at(answer, "placement_groups", 1, "name")];
    };
    expect(await names("cloudmake.dev/stack==shop.prod")).toEqual(["one", undefined]);
    expect(await names("!tier")).toEqual(["two", undefined]);
    expect(await names("cloudmake.dev/stack in (shop.dev, shop.prod),tier!=web")).toEqual(["two", undefined]);
    expect(await names("tier notin (api)")).toEqual(["one", "two"]);
    expect(await ask("GET", "/placement_groups?label_selector=a%20b")).toMatchObject(refusal(422, "invalid_input"));
    expect(await ask("POST", "/placement_groups", { name: "x", type: "spread", labels: { "-": "" } })).toMatchObject(
      refusal(422, "invalid_input"),
    );
  });

  test("pages with neighbours and an empty page after the last", async () => {
    for (const name of ["a", "b", "c"]) await make("/placement_groups", "placement_group", { name, type: "spread" });
    expect(await ask("GET", "/placement_groups?per_page=2&page=2")).toMatchObject({
      body: {
        placement_groups: [{ name: "c" }],
        meta: {
          pagination: { page: 2, per_page: 2, previous_page: 1, next_page: null, last_page: 2, total_entries: 3 },
        },
      },
    });
    expect(at(await ask("GET", "/placement_groups?per_page=2&page=3"), "placement_groups")).toEqual([]);
  });
});

describe("a server", () => {
  test("is initializing at first, and runs when its actions are done", async () => {
    const made = await ask("POST", "/servers", { ...box, labels: { team: "store" } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        server: { status: "initializing", locked: true },
        action: { command: "create_server", status: "running" },
        next_actions: [{ command: "start_server" }],
        root_password: "sandbox-root-password",
      },
    });
    const ids = [at(made, "action", "id"), at(made, "next_actions", 0, "id")];
    expect(await ask("GET", `/actions?id=${ids.join("&id=")}`)).toMatchObject({
      body: { actions: [{ status: "success", progress: 100 }, { status: "success" }] },
    });
    const path = `/servers/${String(at(made, "server", "id"))}`;
    expect(await ask("GET", path)).toMatchObject({
      body: {
        server: { status: "running", locked: false, public_net: { ipv4: { ip: /^198\./ }, ipv6: { ip: /::\/64$/ } } },
      },
    });
    expect(await ask("DELETE", path)).toMatchObject({ status: 200, body: { action: { command: "delete_server" } } });
    expect(await ask("GET", path)).toMatchObject(refusal(404, "not_found"));
    expect(at(await ask("GET", "/primary_ips"), "primary_ips")).toEqual([]);
  });

  test("keeps its first password to itself when it has keys, and can be made without starting", async () => {
    await make("/ssh_keys", "ssh_key", { name: "ada", public_key: publicKey });
    const made = await ask("POST", "/servers", { ...box, ssh_keys: ["ada"], start_after_create: false });
    expect(made).toMatchObject({ body: { root_password: null, next_actions: [] } });
    expect(await ask("GET", `/servers/${String(at(made, "server", "id"))}`)).toMatchObject({
      body: { server: { status: "off" } },
    });
  });

  test.each([
    ["an unknown type", { server_type: "huge" }],
    ["an unknown image", { image: "debian-1" }],
    ["a type that is not offered there", { location: "ash" }],
    ["a bad name", { name: "no spaces" }],
    ["too much user data", { user_data: "x".repeat(32 * 1024 + 1) }],
    ["a key nobody added", { ssh_keys: ["nobody"] }],
    ["a bad label", { labels: { key: "no spaces" } }],
  ])("is refused with %s, and nothing is left behind", async (_, more) => {
    expect(await ask("POST", "/servers", { ...box, ...more })).toMatchObject(refusal(422, "invalid_input"));
    expect(bench.sandbox.clouds.get("hetzner")?.objects()).toEqual([]);
  });

  test("has a name of its own, and a place within the project's limit", async () => {
    await makeServer();
    expect(await ask("POST", "/servers", box)).toMatchObject(refusal(409, "uniqueness_error"));
    bench.sandbox.quotas.set({ cloud: "hetzner", kind: "servers", max: 1 });
    expect(await ask("POST", "/servers", { ...box, name: "b" })).toMatchObject(refusal(403, "resource_limit_exceeded"));
  });

  test("changes its type while off only, and its disk never shrinks", async () => {
    const path = `/servers/${await makeServer()}`;
    const act = (name: string, body?: object): Promise<Answer> => ask("POST", `${path}/actions/${name}`, body ?? {});
    const bigger = { server_type: "cx32", upgrade_disk: true };
    expect(await act("change_type", bigger)).toMatchObject(refusal(422, "server_not_stopped"));
    expect(await act("poweroff")).toMatchObject({ status: 201, body: { action: { command: "stop_server" } } });
    expect((await act("change_type", bigger)).status).toBe(201);
    expect(await act("change_type", { server_type: "cx22", upgrade_disk: false })).toMatchObject(
      refusal(422, "invalid_input"),
    );
    expect((await act("poweron")).status).toBe(201);
    expect(await ask("GET", path)).toMatchObject({
      body: { server: { status: "running", server_type: { name: "cx32" }, primary_disk_size: 80 } },
    });
  });

  test("is renamed, labelled, rebuilt, protected, and kept as a snapshot", async () => {
    const path = `/servers/${await makeServer()}`;
    expect(await ask("PUT", path, { name: "box-2", labels: { a: "b" } })).toMatchObject({
      body: { server: { name: "box-2", labels: { a: "b" } } },
    });
    expect((await ask("POST", `${path}/actions/rebuild`, { image: "debian-13" })).status).toBe(201);
    const kept = await ask("POST", `${path}/actions/create_image`, { type: "snapshot", description: "full" });
    expect(kept).toMatchObject({ status: 201, body: { image: { status: "creating", name: null } } });
    expect(await ask("GET", `/images/${String(at(kept, "image", "id"))}`)).toMatchObject({
      body: { image: { status: "available", os_flavor: "debian", os_version: "13" } },
    });
    expect(at(await ask("GET", "/images?type=snapshot"), "meta", "pagination", "total_entries")).toBe(1);
    expect((await ask("POST", `${path}/actions/change_protection`, { delete: true, rebuild: true })).status).toBe(201);
    expect(await ask("DELETE", path)).toMatchObject(refusal(403, "protected"));
    expect(await ask("POST", `${path}/actions/rebuild`, { image: "debian-12" })).toMatchObject(
      refusal(403, "protected"),
    );
    expect(at(await ask("GET", `${path}/actions`), "actions", 0, "command")).toBe("create_server");
  });
});

test("a server that boots is locked, and comes up although its caller is gone", async () => {
  const slow = await makeBench(makeHetzner, "/hetzner/v1", "hetzner", { clockFactor: 0.03 });
  const path = `/servers/${String(at(await slow.ask("POST", "/servers", box), "server", "id"))}`;
  expect(await slow.ask("POST", `${path}/actions/poweroff`, {})).toMatchObject(refusal(423, "locked"));
  expect(at(await slow.ask("GET", `${path}/actions?status=running`), "actions", 0, "command")).toBe("create_server");
  await expect
    .poll(async () => at(await slow.ask("GET", path), "server", "status"), { timeout: 10_000 })
    .toBe("running");
  await slow.close();
});

describe("storage and addresses", () => {
  test("a volume is attached, grows, and must be detached before it goes", async () => {
    const server = await makeServer();
    const path = `/volumes/${await make("/volumes", "volume", { name: "data", size: 10, location: "fsn1", format: "ext4" })}`;
    expect(await ask("GET", path)).toMatchObject({ body: { volume: { status: "available", server: null } } });
    expect((await ask("POST", `${path}/actions/attach`, { server })).status).toBe(201);
    expect(await ask("POST", `${path}/actions/attach`, { server })).toMatchObject(
      refusal(422, "volume_already_attached"),
    );
    expect(at(await ask("GET", `/servers/${server}`), "server", "volumes", 0)).toBe(Number(path.slice(9)));
    expect((await ask("POST", `${path}/actions/resize`, { size: 20 })).status).toBe(201);
    expect(await ask("POST", `${path}/actions/resize`, { size: 15 })).toMatchObject(refusal(422, "invalid_input"));
    expect(await ask("DELETE", path)).toMatchObject(refusal(422, "volume_attached"));
    expect((await ask("POST", `${path}/actions/detach`)).status).toBe(201);
    expect((await ask("DELETE", path)).status).toBe(204);
  });

  test("a primary address changes hands between stopped servers only", async () => {
    const id = await make("/primary_ips", "primary_ip", {
      name: "front",
      type: "ipv4",
      location: "fsn1",
      assignee_type: "server",
    });
    const path = `/primary_ips/${id}`;
    expect(await ask("GET", path)).toMatchObject({
      body: { primary_ip: { assignee_type: "unassigned", assignee_id: null } },
    });
    const server = await makeServer({ public_net: { enable_ipv4: true, enable_ipv6: false, ipv4: id } });
    expect(await ask("DELETE", path)).toMatchObject(refusal(422, "must_be_unassigned"));
    expect(await ask("POST", `${path}/actions/unassign`)).toMatchObject(refusal(422, "server_not_stopped"));
    await ask("POST", `/servers/${server}/actions/poweroff`);
    expect((await ask("POST", `${path}/actions/unassign`)).status).toBe(201);
    expect((await ask("POST", `${path}/actions/assign`, { assignee_id: server, assignee_type: "server" })).status).toBe(
      201,
    );
    const dns = { ip: at(await ask("GET", path), "primary_ip", "ip"), dns_ptr: "box.shop.example" };
    expect((await ask("POST", `${path}/actions/change_dns_ptr`, dns)).status).toBe(201);
    await ask("DELETE", `/servers/${server}`);
    expect(await ask("GET", path)).toMatchObject({ body: { primary_ip: { assignee_id: null, dns_ptr: [dns] } } });
    expect((await ask("DELETE", path)).status).toBe(204);
  });

  test("a floating address moves when it is free, and outlives its server", async () => {
    const server = await makeServer();
    expect(await ask("POST", "/floating_ips", { type: "ipv4" })).toMatchObject(refusal(422, "invalid_input"));
    const path = `/floating_ips/${await make("/floating_ips", "floating_ip", { type: "ipv4", home_location: "fsn1", name: "vip" })}`;
    expect((await ask("POST", `${path}/actions/assign`, { server })).status).toBe(201);
    expect(await ask("POST", `${path}/actions/assign`, { server })).toMatchObject(refusal(422, "floating_ip_assigned"));
    expect(await ask("DELETE", path)).toMatchObject(refusal(422, "must_be_unassigned"));
    await ask("DELETE", `/servers/${server}`);
    expect(await ask("GET", path)).toMatchObject({ body: { floating_ip: { server: null } } });
    expect(await ask("PUT", path, { description: "spare" })).toMatchObject({
      body: { floating_ip: { description: "spare" } },
    });
    expect((await ask("DELETE", path)).status).toBe(204);
  });
});

describe("network and firewall", () => {
  test("a network hands out addresses of its subnets and holds on to those in use", async () => {
    const subnets = [{ type: "cloud", ip_range: "10.0.1.0/24", network_zone: "eu-central" }];
    const network = await make("/networks", "network", { name: "net", ip_range: "10.0.0.0/16", subnets });
    const server = await makeServer({ networks: [network] });
    const path = `/networks/${network}`;
    expect(at(await ask("GET", `/servers/${server}`), "server", "private_net", 0, "ip")).toBe("10.0.1.2");
    expect(await ask("POST", `${path}/actions/delete_subnet`, { ip_range: "10.0.1.0/24" })).toMatchObject(
      refusal(422, "resource_in_use"),
    );
    const second = { type: "cloud", ip_range: "10.0.2.0/24", network_zone: "eu-central" };
    expect((await ask("POST", `${path}/actions/add_subnet`, second)).status).toBe(201);
    expect(await ask("POST", `${path}/actions/add_subnet`, second)).toMatchObject(refusal(422, "invalid_input"));
    const other = await makeServer({ name: "other" });
    expect((await ask("POST", `/servers/${other}/actions/attach_to_network`, { network, ip: "10.0.2.9" })).status).toBe(
      201,
    );
    expect(at(await ask("GET", path), "network", "servers")).toEqual([server, other]);
    expect((await ask("POST", `/servers/${other}/actions/detach_from_network`, { network })).status).toBe(201);
    const route = { destination: "10.100.0.0/24", gateway: "10.0.1.2" };
    expect((await ask("POST", `${path}/actions/add_route`, route)).status).toBe(201);
    expect((await ask("POST", `${path}/actions/delete_route`, route)).status).toBe(201);
    expect((await ask("POST", `${path}/actions/change_ip_range`, { ip_range: "10.0.0.0/8" })).status).toBe(201);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect(at(await ask("GET", `/servers/${server}`), "server", "private_net")).toEqual([]);
  });

  test("a firewall reaches servers by id and by label, and stays while it does", async () => {
    const rules = [{ direction: "in", protocol: "tcp", port: "443", source_ips: ["0.0.0.0/0", "::/0"] }];
    const made = await ask("POST", "/firewalls", {
      name: "wall",
      rules,
      apply_to: [{ type: "label_selector", label_selector: { selector: "tier=web" } }],
    });
    expect(made).toMatchObject({
      status: 201,
      body: { firewall: { rules: [{ description: null, destination_ips: [] }] }, actions: [{}, {}] },
    });
    const id = Number(at(made, "firewall", "id"));
    const web = await makeServer({ labels: { tier: "web" } });
    const api = await makeServer({ name: "api", firewalls: [{ firewall: id }] });
    expect(await ask("GET", `/firewalls/${id}`)).toMatchObject({
      body: {
        firewall: {
          applied_to: [{ applied_to_resources: [{ type: "server", server: { id: web } }] }, { server: { id: api } }],
        },
      },
    });
    expect(at(await ask("GET", `/servers/${api}`), "server", "public_net", "firewalls")).toEqual([
      { id, status: "applied" },
    ]);
    expect((await ask("POST", `/firewalls/${id}/actions/set_rules`, { rules: [] })).status).toBe(201);
    expect(await ask("DELETE", `/firewalls/${id}`)).toMatchObject(refusal(422, "resource_in_use"));
    await ask("DELETE", `/servers/${api}`);
    const remove_from = [{ type: "label_selector", label_selector: { selector: "tier=web" } }];
    expect((await ask("POST", `/firewalls/${id}/actions/remove_from_resources`, { remove_from })).status).toBe(201);
    expect((await ask("DELETE", `/firewalls/${id}`)).status).toBe(204);
  });

  test.each([
    ["a port where the protocol has none", { direction: "in", protocol: "icmp", port: "1", source_ips: ["0.0.0.0/0"] }],
    ["no port for tcp", { direction: "in", protocol: "tcp", source_ips: ["0.0.0.0/0"] }],
    ["nobody it lets in", { direction: "in", protocol: "tcp", port: "1" }],
    ["an address that is none", { direction: "in", protocol: "tcp", port: "1", source_ips: ["nowhere"] }],
  ])("a firewall rule is refused with %s", async (_, rule) => {
    expect(await ask("POST", "/firewalls", { name: "wall", rules: [rule] })).toMatchObject(
      refusal(422, "invalid_input"),
    );
  });
});

describe("a zone", () => {
  test("goes by name, has its own records, and changes others by action", async () => {
    const made = await ask("POST", "/zones", { name: "shop.example", mode: "primary" });
    expect(made).toMatchObject({ status: 201, body: { zone: { status: "updating", record_count: 4, ttl: 3600 } } });
    expect(await ask("GET", "/zones/shop.example")).toMatchObject({ body: { zone: { status: "ok" } } });
    const sets = "/zones/shop.example/rrsets";
    const www = { name: "www", type: "A", records: [{ value: "198.18.0.1" }], labels: { a: "b" } };
    expect(await ask("POST", sets, www)).toMatchObject({ status: 201, body: { rrset: { id: "www/A", ttl: null } } });
    expect(await ask("POST", sets, www)).toMatchObject(refusal(409, "uniqueness_error"));
    expect(await ask("POST", sets, { ...www, type: "CNAME", records: [{ value: "x." }] })).toMatchObject(
      refusal(422, "invalid_input"),
    );
    expect(await ask("POST", sets, { name: "t", type: "TXT", records: [{ value: "bare" }] })).toMatchObject(
      refusal(422, "invalid_input"),
    );
    const act = (name: string, body: object): Promise<Answer> => ask("POST", `${sets}/www/A/actions/${name}`, body);
    expect((await act("set_records", { records: [{ value: "198.18.0.2", comment: "front" }] })).status).toBe(201);
    expect((await act("add_records", { records: [{ value: "198.18.0.3" }] })).status).toBe(201);
    expect((await act("remove_records", { records: [{ value: "198.18.0.2" }] })).status).toBe(201);
    expect((await act("change_ttl", { ttl: 300 })).status).toBe(201);
    expect(await ask("GET", `${sets}/www/A`)).toMatchObject({
      body: { rrset: { ttl: 300, records: [{ value: "198.18.0.3" }] } },
    });
    await act("change_protection", { change: true });
    expect(await act("set_records", { records: [{ value: "198.18.0.4" }] })).toMatchObject(refusal(403, "protected"));
    await act("change_protection", { change: false });
    expect(await ask("DELETE", `${sets}/www/A`)).toMatchObject({ status: 201, body: { action: {} } });
    expect(await ask("DELETE", "/zones/shop.example")).toMatchObject({
      status: 201,
      body: { action: { command: "delete_zone" } },
    });
    expect(await ask("GET", sets)).toMatchObject(refusal(404, "not_found"));
  });
});
