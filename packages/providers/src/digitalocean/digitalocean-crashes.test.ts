import { addressOf, type Inputs, type Marker, markerOf, stackId } from "@cloudmake/model";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type MachineCloud, openMachineCloud } from "../../test/open-machine-cloud.ts";
import type { Live, ResourceDefinition } from "../define-resource.ts";
import { digitalocean } from "./digitalocean.ts";
import { droplet } from "./droplet.ts";
import { sshKey } from "./ssh-key.ts";
import { volume } from "./volume.ts";
import { volumeAttachment } from "./volume-attachment.ts";
import { vpc } from "./vpc.ts";

const { signal } = new AbortController();
const none: ReadonlySet<string> = new Set();
const box = { name: "shop-prod-box-a1b2c3", image: "debian-12-x64", size: "s-1vcpu-1gb", region: "ams3" };
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcbSg4O1nS7vZ8Jq0yYhXKbVtO2n2Yg1cRq5mT3p8aB";

describe("DigitalOcean, when something goes wrong", () => {
  let cloud: MachineCloud;
  beforeAll(async () => {
    cloud = await openMachineCloud(digitalocean);
  });
  afterEach(async () => {
    cloud.sandbox.faults.clear();
    await cloud.sandbox.reset("digitalocean");
  });
  afterAll(() => cloud.close());

  const create = (definition: ResourceDefinition, inputs: Inputs, marker: Marker): Promise<Live> =>
    definition.create(cloud.api, inputs, { marker, signal });
  const list = (definition: ResourceDefinition): Promise<readonly Live[]> =>
    definition.list(cloud.api, { known: [], once: (_, load) => load(), signal });
  const remove = (definition: ResourceDefinition, id: string): Promise<void> =>
    definition.delete(cloud.api, id, { outputs: {}, signal });

  test("a droplet whose creation was carried out but not answered is taken over", async () => {
    const marker = markerFor("box");
    cloud.sandbox.faults.add({ cloud: "digitalocean", method: "POST", route: "/v2/droplets", drop: "after", times: 1 });
    await expect(create(droplet, box, marker)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    const found = await droplet.find(cloud.api, box, { marker, exclude: none, signal });
    expect(found).toMatchObject({ marker, inputs: box, outputs: { status: "active" } });
    expect(await list(droplet)).toHaveLength(1);
  });

  test("a droplet with a GPU, which plain lists leave out, is listed and taken over like any other", async () => {
    const marker = markerFor("box");
    const { id } = await create(droplet, { ...box, size: "gpu-h100x1-80gb" }, marker);
    expect(await list(droplet)).toMatchObject([{ id, marker }]);
    expect(await droplet.find(cloud.api, box, { marker, exclude: none, signal })).toMatchObject({ id });
  });

  test("a droplet left off in the middle of a resize is seen, and brought back by the next update", async () => {
    const marker = markerFor("box");
    const { id, outputs } = await create(droplet, box, marker);
    const wanted = { ...box, size: "s-2vcpu-2gb" };
    const update = () => {
      const old = { inputs: box, outputs };
      return droplet.update(cloud.api, id, wanted, { marker, old, changed: new Set(["size"]), signal });
    };
    const resized = cloud.sandbox.faults.add({
      cloud: "digitalocean",
      method: "DELETE", // the tag that says so is taken off last
      route: "/v2/tags/*/resources",
      status: 503,
    });
    await expect(update()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });

    expect(await list(droplet)).toMatchObject([{ inputs: { size: "s-2vcpu-2gb (change not complete)" } }]);
    cloud.sandbox.faults.remove(resized.id);
    expect(await update()).toMatchObject({ inputs: { size: wanted.size, tags: [] }, outputs: { status: "active" } });
  });

  test("a change waits for the event that holds the droplet", async () => {
    const marker = markerFor("box");
    const { id, outputs } = await create(droplet, box, marker);
    const busy = { id: "unprocessable_entity", message: "Droplet already has a pending event." };
    const route = "/v2/droplets/*/actions";
    cloud.sandbox.faults.add({ cloud: "digitalocean", method: "POST", route, status: 422, body: busy, times: 2 });
    const call = { marker, old: { inputs: box, outputs }, changed: new Set(["name"]), signal };
    expect(await droplet.update(cloud.api, id, { ...box, name: "renamed" }, call)).toMatchObject({ name: "renamed" });
  });

  test("a volume is detached before it is deleted", async () => {
    const machine = await create(droplet, box, markerFor("box"));
    const disk = { name: "shop-prod-data-a1b2c3", region: "ams3", size: 10 };
    const { id } = await create(volume, disk, markerFor("data"));
    await create(volumeAttachment, { dropletId: machine.id, volumeId: id }, markerFor("attachment"));
    await remove(volume, id);
    expect([...(await list(volume)), ...(await list(volumeAttachment))]).toEqual([]);
  });

  test("a full account says so", async () => {
    cloud.sandbox.quotas.set({ cloud: "digitalocean", kind: "droplets", max: 0 });
    await expect(create(droplet, box, markerFor("box"))).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
    cloud.sandbox.quotas.clear();
  });

  describe("a region's default VPC", () => {
    const inputs = { name: "shop-prod-net-a1b2c3", region: "ams3" };

    test("hands over to another one and goes", async () => {
      const first = await create(vpc, inputs, markerFor("first"));
      const second = await create(vpc, { ...inputs, name: "shop-prod-other-d4e5f6" }, markerFor("second"));
      expect(first.outputs["default"]).toBe(true);
      await remove(vpc, first.id);
      expect(await list(vpc)).toMatchObject([{ id: second.id, outputs: { default: true } }]);
    });

    test("goes beside another one that goes, of which the last stays as nobody's", async () => {
      const names = ["one", "two", "three"];
      const made = await Promise.all(names.map((name) => create(vpc, { ...inputs, name }, markerFor(name))));
      await Promise.all(made.map(({ id }) => remove(vpc, id)));
      const left = await list(vpc);
      expect(left).toHaveLength(1);
      expect(left[0]?.marker).toBeUndefined();
    });

    test("stays as nobody's where it is the only one", async () => {
      const only = await create(vpc, { ...inputs, description: "shop" }, markerFor("only"));
      await remove(vpc, only.id);
      const [left] = await list(vpc);
      expect(left).toMatchObject({ id: only.id, inputs: { description: "shop" } });
      expect(left?.marker).toBeUndefined();
    });
  });

  describe("a public key that two environments share", () => {
    const dev = { name: "shop-dev-key-000000", publicKey: `${publicKey} dev` };
    const prod = { name: "shop-prod-key-111111", publicKey: `${publicKey} prod` };

    test("is one object, and goes with the last of them", async () => {
      const { id } = await create(sshKey, dev, markerFor("key", "dev"));
      const call = { marker: markerFor("key"), exclude: none, signal };
      expect(await sshKey.find(cloud.api, prod, call)).toMatchObject({ id });
      await sshKey.find(cloud.api, prod, call); // once more after a crash: it counts once
      await remove(sshKey, id);
      expect(await list(sshKey)).toHaveLength(1);
      await remove(sshKey, id);
      expect(await list(sshKey)).toEqual([]);
    });

    test("stays when the user had made it", async () => {
      const path = "/v2/account/keys";
      const made = await fetch(`${cloud.sandbox.origin}/digitalocean${path}`, {
        method: "POST",
        headers: { authorization: "Bearer sandbox-token-digitalocean", "content-type": "application/json" },
        body: JSON.stringify({ name: "laptop", public_key: publicKey }),
      });
      expect(made.status).toBe(201);
      const found = await sshKey.find(cloud.api, prod, { marker: markerFor("key"), exclude: none, signal });
      expect(found).toMatchObject({ name: "laptop" });
      await remove(sshKey, found?.id ?? "");
      expect(await list(sshKey)).toMatchObject([{ name: "laptop" }]);
    });
  });
});

function markerFor(component: string, environment = "prod"): Marker {
  const stack = stackId("shop", environment);
  return { stack, hash: markerOf(addressOf(stack, component, "it"), {}, [], new Map()) };
}
