import { addressOf, type Inputs, type Marker, markerOf, stackId } from "@cloudmake/model";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type MachineCloud, openMachineCloud } from "../../test/open-machine-cloud.ts";
import type { Live, ResourceDefinition } from "../define-resource.ts";
import { firewall } from "./firewall.ts";
import { hetzner } from "./hetzner.ts";
import { server } from "./server.ts";
import { sshKey } from "./ssh-key.ts";
import { volume } from "./volume.ts";

const { signal } = new AbortController();
const none: ReadonlySet<string> = new Set();
const box = { name: "shop-prod-box-a1b2c3", serverType: "cx22", image: "debian-12", location: "fsn1" };
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcbSg4O1nS7vZ8Jq0yYhXKbVtO2n2Yg1cRq5mT3p8aB";

describe("Hetzner, when something goes wrong", () => {
  let cloud: MachineCloud;
  beforeAll(async () => {
    cloud = await openMachineCloud(hetzner);
  });
  afterEach(async () => {
    cloud.sandbox.faults.clear();
    await cloud.sandbox.reset("hetzner");
  });
  afterAll(() => cloud.close());

  const create = (definition: ResourceDefinition, inputs: Inputs, marker: Marker): Promise<Live> =>
    definition.create(cloud.api, inputs, { marker, signal });
  const list = (definition: ResourceDefinition): Promise<readonly Live[]> =>
    definition.list(cloud.api, { known: [], once: (_, load) => load(), signal });

  test("a server whose creation was carried out but not answered is taken over", async () => {
    const marker = markerFor("box");
    cloud.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", drop: "after", times: 1 });
    await expect(create(server, box, marker)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    const found = await server.find(cloud.api, box, { marker, exclude: none, signal });
    expect(found).toMatchObject({ marker, inputs: box, outputs: { status: "running" } });
    expect(await list(server)).toHaveLength(1);
  });

  test("a server left off in the middle of a change is seen, and brought back by the next update", async () => {
    const marker = markerFor("box");
    const { id, outputs } = await create(server, box, marker);
    const wanted = { ...box, serverType: "cx32" };
    const update = () => {
      const old = { inputs: box, outputs };
      return server.update(cloud.api, id, wanted, { marker, old, changed: new Set(["serverType"]), signal });
    };
    const route = "/v1/servers/*/actions/poweron";
    const fault = cloud.sandbox.faults.add({ cloud: "hetzner", method: "POST", route, status: 503 });
    await expect(update()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });

    expect(await list(server)).toMatchObject([{ inputs: { serverType: "cx32 (change not complete)" } }]);
    cloud.sandbox.faults.remove(fault.id);
    expect(await update()).toMatchObject({
      inputs: { serverType: "cx32", labels: {} },
      outputs: { status: "running" },
    });
  });

  test("a server that its owner had switched off stays off through a change", async () => {
    const marker = markerFor("box");
    const { id, outputs } = await create(server, box, marker);
    const off = new URL(`servers/${id}/actions/poweroff`, `${cloud.sandbox.origin}/hetzner/v1/`);
    const headers = { authorization: "Bearer sandbox-token-hetzner" };
    expect((await fetch(off, { method: "POST", headers })).status).toBe(201);
    await cloud.api.until("box to be off", async () => ((await isOff(id)) ? true : undefined), {
      everyMs: 100,
      forMs: 10_000,
      signal,
    });
    const call = { marker, old: { inputs: box, outputs }, changed: new Set(["serverType"]), signal };
    const changed = await server.update(cloud.api, id, { ...box, serverType: "cx32" }, call);
    expect(changed).toMatchObject({ inputs: { serverType: "cx32" }, outputs: { status: "off" } });
  });

  async function isOff(id: string): Promise<boolean> {
    return (await server.read(cloud.api, id, { signal }))?.outputs["status"] === "off";
  }

  test("a firewall waits until the server that has it is gone", async () => {
    const wall = await create(firewall, { name: "shop-prod-wall-a1b2c3" }, markerFor("wall"));
    const inputs = { ...box, firewallIds: [wall.id] };
    const { id } = await create(server, inputs, markerFor("box"));
    await Promise.all([
      firewall.delete(cloud.api, wall.id, { outputs: {}, signal }),
      server.delete(cloud.api, id, { outputs: {}, signal }),
    ]);
    expect(await list(firewall)).toEqual([]);
  });

  test("a change of something that another action still holds waits for it", async () => {
    const inputs = { name: "shop-prod-data-a1b2c3", size: 10, location: "fsn1" };
    const marker = markerFor("data");
    const { id, outputs } = await create(volume, inputs, marker);
    const route = "/v1/volumes/*/actions/resize";
    cloud.sandbox.faults.add({ cloud: "hetzner", method: "POST", route, status: 423, times: 8 }); // longer than retries take
    const call = { marker, old: { inputs, outputs }, changed: new Set(["size"]), signal };
    expect(await volume.update(cloud.api, id, { ...inputs, size: 20 }, call)).toMatchObject({ inputs: { size: 20 } });
  });

  test("a full project says so", async () => {
    cloud.sandbox.quotas.set({ cloud: "hetzner", kind: "servers", max: 0 });
    await expect(create(server, box, markerFor("box"))).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
  });

  describe("a public key that two environments share", () => {
    const dev = { name: "shop-dev-key-000000", publicKey: `${publicKey} dev` };
    const prod = { name: "shop-prod-key-111111", publicKey: `${publicKey} prod` };
    const devMarker = markerFor("key", "dev");
    const prodMarker = markerFor("key");
    const remove = (id: string) => sshKey.delete(cloud.api, id, { outputs: {}, signal });

    test("is one object, and goes with the last of them", async () => {
      const { id } = await create(sshKey, dev, devMarker);
      const shared = await sshKey.find(cloud.api, prod, { marker: prodMarker, exclude: none, signal });
      expect(shared).toMatchObject({ id, name: dev.name, marker: devMarker });
      await remove(id);
      expect(await list(sshKey)).toHaveLength(1);
      await remove(id);
      expect(await list(sshKey)).toEqual([]);
    });

    test("keeps the name its maker gave it", async () => {
      const { id } = await create(sshKey, dev, devMarker);
      const call = { marker: prodMarker, old: { inputs: {}, outputs: {} }, changed: new Set(["name"]), signal };
      expect(await sshKey.update(cloud.api, id, prod, call)).toMatchObject({ name: dev.name });
    });
  });
});

function markerFor(component: string, environment = "prod"): Marker {
  const stack = stackId("shop", environment);
  return { stack, hash: markerOf(addressOf(stack, component, "it"), {}, [], new Map()) };
}
