import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, type Answer, type Bench, makeBench } from "../../test/vendor-client.ts";
import { makeDigitalOcean } from "./make-digitalocean.ts";

const publicKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ5AVwFHmj1rD6AcfgTMbjM8FWmw4sqVtSlgg7ZBRWd sandbox@example.invalid";
const box = { name: "box", region: "ams3", size: "s-1vcpu-1gb", image: "debian-12-x64" };

let bench: Bench;
let ask: Bench["ask"];

beforeEach(async () => {
  bench = await makeBench(makeDigitalOcean, "/digitalocean", "digitalocean");
  ask = bench.ask;
});

afterEach(async () => {
  await bench.close();
});

async function makeDroplet(more: object = {}): Promise<unknown> {
  return at(await ask("POST", "/v2/droplets", { ...box, ...more }), "droplet", "id");
}

function message(answer: Answer): unknown {
  return at(answer, "message");
}

describe("an account", () => {
  test("refuses a missing and a bad token as the vendor does", async () => {
    for (const headers of [{}, { authorization: "Bearer bad-token" }]) {
      const answer = await fetch(`${bench.sandbox.origin}/digitalocean/v2/account`, { headers });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ id: "Unauthorized", message: "Unable to authenticate you" });
    }
  });

  test("names what can be bought", async () => {
    expect((await ask("GET", "/v2/account")).status).toBe(200);
    expect((await ask("GET", "/v2/customers/my/balance")).status).toBe(200);
    expect(at(await ask("GET", "/v2/sizes?per_page=200"), "sizes", 1, "slug")).toBe("s-1vcpu-1gb");
    expect((await ask("GET", "/v2/regions")).status).toBe(200);
    expect(at(await ask("GET", "/v2/images?type=distribution"), "images", 0, "slug")).toBe("debian-12-x64");
    expect((await ask("GET", "/v2/images/ubuntu-24-04-x64")).status).toBe(200);
  });

  test("knows a key by its fingerprint and takes it once", async () => {
    const made = await ask("POST", "/v2/account/keys", { name: "ada", public_key: publicKey });
    expect(made.status).toBe(201);
    const fingerprint = at(made, "ssh_key", "fingerprint");
    expect(fingerprint).toMatch(/^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect((await ask("GET", `/v2/account/keys/${String(fingerprint)}`)).body).toEqual(made.body);
    expect(await ask("POST", "/v2/account/keys", { name: "bob", public_key: publicKey })).toMatchObject({
      status: 422,
    });
    expect(await ask("POST", "/v2/account/keys", { name: "bob", public_key: "ssh-rsa nonsense" })).toMatchObject({
      status: 422,
    });
  });

  test("answers an unknown path in its own shape", async () => {
    expect(await ask("GET", "/v2/nowhere")).toMatchObject({ status: 404, body: { id: "not_found" } });
  });
});

describe("a droplet", () => {
  test("is new at first and active after its boot", async () => {
    const made = await ask("POST", "/v2/droplets", { ...box, tags: ["team:store"], ipv6: true, monitoring: true });
    expect(made).toMatchObject({
      status: 202,
      body: {
        droplet: { status: "new", locked: true, networks: { v4: [], v6: [] } },
        links: { actions: [{ rel: "create" }] },
      },
    });
    const id = String(at(made, "droplet", "id"));
    expect(await ask("GET", `/v2/droplets/${id}`)).toMatchObject({
      body: {
        droplet: {
          status: "active",
          locked: false,
          features: ["ipv6", "monitoring", "droplet_agent", "private_networking"],
        },
      },
    });
    const action = String(at(made, "links", "actions", 0, "id"));
    expect(await ask("GET", `/v2/actions/${action}`)).toMatchObject({ body: { action: { status: "completed" } } });
    expect(at(await ask("GET", "/v2/droplets?tag_name=team:store"), "meta", "total")).toBe(1);
    expect(await ask("DELETE", `/v2/droplets/${id}`)).toMatchObject({ status: 204 });
    expect(await ask("GET", `/v2/droplets/${id}`)).toMatchObject({ status: 404 });
  });

  test("is resized while powered off only, and its disk never shrinks", async () => {
    const id = String(await makeDroplet());
    const act = (body: object): Promise<Answer> => ask("POST", `/v2/droplets/${id}/actions`, body);
    expect(message(await act({ type: "resize", size: "s-2vcpu-4gb" }))).toMatch(/powered off/);
    expect(await act({ type: "power_off" })).toMatchObject({
      status: 201,
      body: { action: { status: "in-progress" } },
    });
    expect(message(await act({ type: "power_off" }))).toMatch(/already powered off/);
    expect((await act({ type: "resize", size: "s-2vcpu-4gb", disk: true })).status).toBe(201);
    expect(await act({ type: "resize", size: "s-1vcpu-1gb" })).toMatchObject({ status: 422 });
    await act({ type: "power_on" });
    expect(await ask("GET", `/v2/droplets/${id}`)).toMatchObject({
      body: { droplet: { size_slug: "s-2vcpu-4gb", disk: 80, status: "active" } },
    });
  });

  test("can be renamed, rebuilt and kept as a snapshot", async () => {
    const id = String(await makeDroplet());
    await ask("POST", `/v2/droplets/${id}/actions`, { type: "rename", name: "box-2" });
    await ask("POST", `/v2/droplets/${id}/actions`, { type: "rebuild", image: "debian-13-x64" });
    await ask("POST", `/v2/droplets/${id}/actions`, { type: "snapshot", name: "before" });
    const snapshot = at(await ask("GET", "/v2/snapshots?resource_type=droplet"), "snapshots", 0, "id");
    expect(await ask("GET", `/v2/droplets/${id}`)).toMatchObject({
      body: { droplet: { name: "box-2", image: { slug: "debian-13-x64" }, snapshot_ids: [Number(snapshot)] } },
    });
    expect(at(await ask("GET", `/v2/droplets/${id}/snapshots`), "meta", "total")).toBe(1);
    expect((await ask("POST", "/v2/droplets", { ...box, image: Number(snapshot) })).status).toBe(202);
    expect((await ask("DELETE", `/v2/snapshots/${String(snapshot)}`)).status).toBe(204);
  });

  test.each([
    ["an unknown size", { size: "huge" }],
    ["an unknown region", { region: "moon1" }],
    ["an unknown image", { image: "debian-1" }],
    ["a bad name", { name: "no spaces" }],
    ["too much user data", { user_data: "x".repeat(64 * 1024 + 1) }],
    ["a key nobody added", { ssh_keys: [17] }],
  ])("is refused with %s", async (_, more) => {
    expect(await ask("POST", "/v2/droplets", { ...box, ...more })).toMatchObject({
      status: 422,
      body: { id: "unprocessable_entity" },
    });
    expect(at(await ask("GET", "/v2/droplets"), "meta", "total")).toBe(0);
  });

  test("is refused beyond the account's limit", async () => {
    bench.sandbox.quotas.set({ cloud: "digitalocean", kind: "droplets", max: 1 });
    await makeDroplet();
    expect(await ask("POST", "/v2/droplets", box)).toMatchObject({ status: 422, body: { message: /droplet limit/ } });
  });

  test("comes in a list of pages with links", async () => {
    for (let n = 0; n < 5; n += 1) await makeDroplet({ name: `box-${n}` });
    const second = await ask("GET", "/v2/droplets?per_page=2&page=2");
    expect(second.body).toMatchObject({ droplets: [{ name: "box-2" }, { name: "box-3" }], meta: { total: 5 } });
    expect(at(second, "links", "pages", "next")).toBe(
      `${bench.sandbox.origin}/digitalocean/v2/droplets?per_page=2&page=3`,
    );
    expect(at(await ask("GET", "/v2/droplets?per_page=2&page=4"), "droplets")).toEqual([]);
    expect(await ask("GET", "/v2/droplets?per_page=201")).toMatchObject({ status: 400 });
  });
});

test("a droplet that boots takes one event at a time, and comes up although its caller is gone", async () => {
  const slow = await makeBench(makeDigitalOcean, "/digitalocean", "digitalocean", { clockFactor: 0.1 });
  const id = String(at(await slow.ask("POST", "/v2/droplets", box), "droplet", "id"));
  expect(await slow.ask("POST", `/v2/droplets/${id}/actions`, { type: "power_off" })).toMatchObject({
    status: 422,
    body: { message: "Droplet already has a pending event." },
  });
  await expect
    .poll(async () => at(await slow.ask("GET", `/v2/droplets/${id}`), "droplet", "status"), { timeout: 30_000 })
    .toBe("active");
  await slow.close();
});

describe("storage and network", () => {
  test("a volume is attached, grows, and must be detached before it goes", async () => {
    const droplet = await makeDroplet();
    const wanted = { name: "data", size_gigabytes: 10, region: "ams3", tags: ["team:store"] };
    const made = await ask("POST", "/v2/volumes", wanted);
    expect(made.status).toBe(201);
    expect((await ask("POST", "/v2/volumes", wanted)).status).toBe(409);
    const volume = `/v2/volumes/${String(at(made, "volume", "id"))}`;
    expect(
      (await ask("POST", `${volume}/actions`, { type: "attach", droplet_id: droplet, region: "ams3" })).status,
    ).toBe(202);
    expect(at(await ask("GET", volume), "volume", "droplet_ids")).toEqual([droplet]);
    expect((await ask("POST", `${volume}/actions`, { type: "resize", size_gigabytes: 20 })).status).toBe(202);
    expect((await ask("POST", `${volume}/actions`, { type: "resize", size_gigabytes: 5 })).status).toBe(422);
    expect((await ask("DELETE", volume)).status).toBe(409);
    await ask("POST", `${volume}/actions`, { type: "detach", droplet_id: droplet });
    expect((await ask("POST", `${volume}/snapshots`, { name: "full" })).status).toBe(201);
    expect((await ask("DELETE", volume)).status).toBe(204);
  });

  test("a firewall reads its ports back as the vendor does and settles", async () => {
    const droplet = await makeDroplet();
    const rules = {
      inbound_rules: [{ protocol: "tcp", ports: "22", sources: { addresses: ["0.0.0.0/0"] } }],
      outbound_rules: [{ protocol: "tcp", ports: "all", destinations: { addresses: ["0.0.0.0/0"] } }],
    };
    const made = await ask("POST", "/v2/firewalls", { name: "wall", ...rules, droplet_ids: [droplet] });
    expect(made).toMatchObject({
      status: 202,
      body: { firewall: { status: "waiting", pending_changes: [{ droplet_id: droplet }] } },
    });
    const path = `/v2/firewalls/${String(at(made, "firewall", "id"))}`;
    expect(await ask("GET", path)).toMatchObject({
      body: { firewall: { status: "succeeded", pending_changes: [], outbound_rules: [{ ports: "0" }] } },
    });
    expect((await ask("PUT", path, { name: "wall", inbound_rules: [], outbound_rules: [] })).status).toBe(422);
    expect(
      (await ask("POST", `${path}/rules`, { inbound_rules: [{ ...rules.inbound_rules[0], ports: "443" }] })).status,
    ).toBe(204);
    expect((await ask("DELETE", `${path}/droplets`, { droplet_ids: [droplet] })).status).toBe(204);
    expect(await ask("GET", path)).toMatchObject({
      body: { firewall: { droplet_ids: [], inbound_rules: [{}, { ports: "443" }] } },
    });
    expect(await ask("POST", "/v2/firewalls", { name: "wall", ...rules })).toMatchObject({ status: 409 });
  });

  test("a reserved address moves between droplets and outlives them", async () => {
    const droplet = await makeDroplet();
    const made = await ask("POST", "/v2/reserved_ips", { region: "ams3" });
    expect(made).toMatchObject({ status: 202, body: { reserved_ip: { droplet: null, locked: false } } });
    const path = `/v2/reserved_ips/${String(at(made, "reserved_ip", "ip"))}`;
    expect((await ask("POST", `${path}/actions`, { type: "unassign" })).status).toBe(422);
    expect((await ask("POST", `${path}/actions`, { type: "assign", droplet_id: droplet })).status).toBe(201);
    expect(at(await ask("GET", path), "reserved_ip", "droplet", "id")).toBe(droplet);
    await ask("DELETE", `/v2/droplets/${String(droplet)}`);
    expect(at(await ask("GET", path), "reserved_ip", "droplet")).toBeNull();
    expect((await ask("DELETE", path)).status).toBe(204);
  });

  test("a region's first VPC is its default and stays", async () => {
    const droplet = await makeDroplet();
    const first = at(await ask("GET", "/v2/vpcs"), "vpcs", 0, "id");
    expect(await ask("DELETE", `/v2/vpcs/${String(first)}`)).toMatchObject({ status: 403, body: { id: "forbidden" } });
    expect(at(await ask("GET", `/v2/vpcs/${String(first)}/members`), "members", 0, "urn")).toBe(
      `do:droplet:${String(droplet)}`,
    );
    const own = await ask("POST", "/v2/vpcs", { name: "own", region: "ams3", ip_range: "10.50.0.0/20" });
    expect(own).toMatchObject({ status: 201, body: { vpc: { default: false } } });
    const path = `/v2/vpcs/${String(at(own, "vpc", "id"))}`;
    expect(await ask("PATCH", path, { description: "ours" })).toMatchObject({
      body: { vpc: { name: "own", description: "ours" } },
    });
    expect((await ask("DELETE", path)).status).toBe(204);
  });
});

describe("names and groups", () => {
  test("a domain has its records from the start, and host names lose their dot", async () => {
    expect((await ask("POST", "/v2/domains", { name: "shop.example", ip_address: "198.18.0.1" })).status).toBe(201);
    expect((await ask("POST", "/v2/domains", { name: "shop.example" })).status).toBe(422);
    const records = "/v2/domains/shop.example/records";
    expect(at(await ask("GET", records), "meta", "total")).toBe(5);
    const alias = await ask("POST", records, { type: "CNAME", name: "www", data: "shop.example.", ttl: 300 });
    expect(alias).toMatchObject({
      status: 201,
      body: { domain_record: { name: "www", data: "shop.example", ttl: 300 } },
    });
    expect((await ask("POST", records, { type: "CNAME", name: "x", data: "shop.example" })).status).toBe(422);
    expect((await ask("POST", records, { type: "A", name: "www", data: "198.18.0.2" })).status).toBe(422);
    const path = `${records}/${String(at(alias, "domain_record", "id"))}`;
    expect(await ask("PATCH", path, { ttl: 600 })).toMatchObject({
      body: { domain_record: { ttl: 600, data: "shop.example" } },
    });
    expect(at(await ask("GET", `${records}?name=www.shop.example&type=CNAME`), "meta", "total")).toBe(1);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", "/v2/domains/shop.example")).status).toBe(200);
    expect((await ask("DELETE", "/v2/domains/shop.example")).status).toBe(204);
    expect((await ask("GET", records)).status).toBe(404);
  });

  test("a project holds resources by URN and cannot go while it does", async () => {
    const droplet = await makeDroplet();
    const urn = `do:droplet:${String(droplet)}`;
    const made = await ask("POST", "/v2/projects", {
      name: "shop",
      purpose: "Web Application",
      environment: "production",
    });
    expect(made).toMatchObject({ status: 201, body: { project: { environment: "Production", is_default: false } } });
    const path = `/v2/projects/${String(at(made, "project", "id"))}`;
    const assigned = await ask("POST", `${path}/resources`, { resources: [urn, "do:droplet:1"] });
    expect(assigned.body).toMatchObject({ resources: [{ urn, status: "assigned" }, { status: "not_found" }] });
    expect((await ask("DELETE", path)).status).toBe(412);
    expect(at(await ask("GET", `${path}/resources`), "resources", 0, "urn")).toBe(urn);
    await ask("DELETE", `/v2/droplets/${String(droplet)}`);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", "/v2/projects/default")).status).toBe(200);
  });

  test("a tag comes into being on use, counts its members, and lets go of all when deleted", async () => {
    const droplet = await makeDroplet({ tags: ["a:b"] });
    expect(await ask("GET", "/v2/tags/a:b")).toMatchObject({
      body: { tag: { name: "a:b", resources: { count: 1, droplets: { count: 1 } } } },
    });
    expect((await ask("POST", "/v2/tags", { name: "c" })).status).toBe(201);
    const resources = [{ resource_id: String(droplet), resource_type: "droplet" }];
    expect((await ask("POST", "/v2/tags/c/resources", { resources })).status).toBe(204);
    expect((await ask("DELETE", "/v2/tags/a:b")).status).toBe(204);
    expect(at(await ask("GET", `/v2/droplets/${String(droplet)}`), "droplet", "tags")).toEqual(["c"]);
    expect((await ask("POST", "/v2/tags", { name: "no spaces" })).status).toBe(422);
  });
});
