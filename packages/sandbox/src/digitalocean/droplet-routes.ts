import { Hono } from "hono";
import { z } from "zod";
import { VendorError } from "../kernel/vendor-error.ts";
import { privateIpv4, publicIpv4, ipv6Prefix } from "../kernel/sandbox-address.ts";
import { dropletLimit, keyOf } from "./account-routes.ts";
import { actionReply, actionsOf, refuseWhileBusy, startAction } from "./action-routes.ts";
import { regionReply, regionSlugs, sizeReply, sizes, type Size } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { actOnDroplet, DropletActionCall } from "./droplet-actions.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import { firewallReply } from "./firewall-routes.ts";
import { findImage, snapshotImageReply } from "./image-routes.ts";
import { enrol } from "./project-routes.ts";
import type { Droplet } from "./rows.ts";
import { ensureTags, TagNames } from "./tag-routes.ts";
import { defaultVpc } from "./vpc-routes.ts";

const bootMs = 30_000;
const maxUserDataBytes = 64 * 1024;
const maxNames = 10;

const hostname = z
  .string()
  .max(253)
  .regex(
    /^[a-zA-Z0-9]?[a-z0-9A-Z.-]*[a-z0-9A-Z]$/,
    "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)",
  );

const CreateDroplet = z.object({
  name: hostname.optional(),
  names: z.array(hostname).min(1).max(maxNames).optional(),
  region: z.string().default("nyc3"),
  size: z.string(),
  image: z.union([z.string(), z.int()]),
  ssh_keys: z.array(z.union([z.string(), z.int()])).nullish(),
  backups: z.boolean().default(false),
  ipv6: z.boolean().default(false),
  monitoring: z.boolean().default(false),
  tags: TagNames,
  user_data: z.string().nullish(),
  volumes: z.array(z.string()).nullish(),
  vpc_uuid: z.string().optional(),
  with_droplet_agent: z.boolean().optional(),
  public_networking: z.boolean().default(true),
});
type CreateDroplet = z.infer<typeof CreateDroplet>;

export function dropletRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const { tag_name: tag, name, type } = c.req.query();
    if (tag !== undefined && (name !== undefined || type !== undefined)) {
      throw unprocessable("tag_name cannot be combined with name or type");
    }
    const rows = cloud.droplets.where(
      (row) =>
        row.size.startsWith("gpu-") === (type === "gpus") &&
        (tag === undefined || row.tags.includes(tag)) &&
        (name === undefined || row.name === name),
    );
    return listReply(
      cloud,
      c,
      "droplets",
      rows.map((row) => dropletReply(cloud, row)),
    );
  });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateDroplet);
    const made = createDroplets(cloud, call);
    const droplets = made.map(({ droplet }) => dropletReply(cloud, droplet));
    const actions = made.map(({ action }) => ({ id: action, rel: "create", href: cloud.url(`/v2/actions/${action}`) }));
    return c.json({ ...(call.names === undefined ? { droplet: droplets[0] } : { droplets }), links: { actions } }, 202);
  });
  app.delete("/", (c) => {
    const tag = c.req.query("tag_name");
    if (tag === undefined || tag === "") throw unprocessable("tag_name is required");
    for (const row of cloud.droplets.where(({ tags }) => tags.includes(tag))) {
      cloud.apply([cloud.droplets.removalOf(row.id)]);
    }
    return c.body(null, 204);
  });
  app.get("/backups/policies", (c) => listReply(cloud, c, "policies", []));
  app.get("/:id", (c) => c.json({ droplet: dropletReply(cloud, found(cloud.droplets.get(c.req.param("id")))) }));
  app.delete("/:id", (c) => {
    const droplet = found(cloud.droplets.get(c.req.param("id")));
    refuseWhileBusy(cloud, "droplet", droplet.id);
    cloud.apply([cloud.droplets.removalOf(droplet.id)]);
    return c.body(null, 204);
  });
  subRoutes(app, cloud);
  return app;
}

/** What hangs below one droplet. */
function subRoutes(app: Hono, cloud: DigitalOcean): void {
  app.get("/:id/actions", (c) => {
    const { id } = found(cloud.droplets.get(c.req.param("id")));
    return listReply(cloud, c, "actions", actionsOf(cloud, "droplet", id).map(actionReply));
  });
  app.post("/:id/actions", async (c) => {
    const droplet = found(cloud.droplets.get(c.req.param("id")));
    const action = actOnDroplet(cloud, droplet, await bodyOf(c, DropletActionCall));
    return c.json({ action: actionReply(action) }, 201);
  });
  app.get("/:id/actions/:action", (c) => {
    const actions = actionsOf(cloud, "droplet", c.req.param("id"));
    return c.json({ action: actionReply(found(actions.find(({ id }) => String(id) === c.req.param("action")))) });
  });
  app.get("/:id/snapshots", (c) => {
    const { id } = found(cloud.droplets.get(c.req.param("id")));
    const snapshots = cloud.snapshots.where((row) => row.resource_type === "droplet" && row.resource_id === String(id));
    return listReply(
      cloud,
      c,
      "snapshots",
      snapshots.map((row) => ({ ...snapshotImageReply(row), type: "snapshot" })),
    );
  });
  app.get("/:id/backups", (c) => listReply(cloud, c, "backups", []));
  app.get("/:id/kernels", (c) => listReply(cloud, c, "kernels", []));
  app.get("/:id/neighbors", (c) => c.json({ droplets: [] }));
  app.get("/:id/firewalls", (c) => {
    const droplet = found(cloud.droplets.get(c.req.param("id")));
    const firewalls = cloud.firewalls.where(
      (row) => row.droplet_ids.includes(droplet.id) || row.tags.some((tag) => droplet.tags.includes(tag)),
    );
    return listReply(cloud, c, "firewalls", firewalls.map(firewallReply));
  });
}

function createDroplets(
  cloud: DigitalOcean,
  call: CreateDroplet,
): readonly { readonly droplet: Droplet; readonly action: number }[] {
  const names = call.names ?? (call.name === undefined ? [] : [call.name]);
  if (names.length === 0) throw unprocessable("name is required");
  const size = checkCreate(cloud, call);
  if (cloud.droplets.all().length + names.length > dropletLimit(cloud)) {
    throw unprocessable("creating this/these droplet(s) will exceed your droplet limit");
  }
  ensureTags(cloud, call.tags);
  const image = findImage(cloud, call.image);
  if (image === undefined) throw unprocessable("You specified an invalid image for Droplet creation.");
  const vpc = call.vpc_uuid ?? defaultVpc(cloud, call.region).id;
  return names.map((name) => {
    const droplet = cloud.droplets.add({
      id: cloud.store.nextId(),
      name,
      region: call.region,
      size: size.slug,
      disk: size.disk,
      image: image.id,
      status: "new",
      locked: true,
      created_at: cloud.now(),
      features: featuresOf(call),
      tags: call.tags,
      vpc_uuid: vpc,
      addresses: [],
    });
    enrol(cloud, `do:droplet:${droplet.id}`);
    const subject = { type: "create", resource_type: "droplet", resource_id: droplet.id, region: call.region } as const;
    const action = startAction(cloud, { ...subject, ms: bootMs }, [
      cloud.droplets.patchOf(droplet.id, { status: "active", locked: false, addresses: addressesOf(droplet.id, call) }),
      ...(call.volumes ?? []).map((volume) => cloud.volumes.patchOf(volume, { droplet_ids: [droplet.id] })),
    ]);
    return { droplet, action: action.id };
  });
}

function checkCreate(cloud: DigitalOcean, call: CreateDroplet): Size {
  if (!regionSlugs.includes(call.region)) throw unprocessable("You specified an invalid region for Droplet creation.");
  const size = sizes.find(({ slug }) => slug === call.size);
  if (size === undefined) throw unprocessable("You specified an invalid size for Droplet creation.");
  if (Buffer.byteLength(call.user_data ?? "") > maxUserDataBytes)
    throw unprocessable("User data is too long (maximum is 64KiB)");
  for (const key of call.ssh_keys ?? []) {
    if (keyOf(cloud, key) === undefined)
      throw unprocessable(`${key} are invalid key identifiers for Droplet creation.`);
  }
  if (call.vpc_uuid !== undefined && cloud.vpcs.get(call.vpc_uuid)?.region !== call.region) {
    throw unprocessable("VPC was not found in this region");
  }
  for (const id of call.volumes ?? []) {
    const volume = cloud.volumes.get(id);
    if (volume === undefined) throw new VendorError(404, "not_found", `volume ${id} not found`);
    if (volume.region !== call.region) throw unprocessable("volume is in another region");
    if (volume.droplet_ids.length > 0) throw unprocessable("volume is already attached to a droplet");
  }
  return size;
}

function featuresOf(call: CreateDroplet): string[] {
  return [
    ...(call.backups ? ["backups"] : []),
    ...(call.ipv6 ? ["ipv6"] : []),
    ...(call.monitoring ? ["monitoring"] : []),
    ...(call.with_droplet_agent === false ? [] : ["droplet_agent"]),
    "private_networking",
  ];
}

function addressesOf(id: number, call: Pick<CreateDroplet, "ipv6" | "public_networking">): Droplet["addresses"] {
  return [
    { version: "v4", type: "private", ip: privateIpv4(108, id) },
    ...(call.public_networking ? [{ version: "v4", type: "public", ip: publicIpv4(id) } as const] : []),
    ...(call.ipv6 ? [{ version: "v6", type: "public", ip: `${ipv6Prefix(id)}1` } as const] : []),
  ];
}

export function dropletReply(cloud: DigitalOcean, row: Droplet): Readonly<Record<string, unknown>> {
  const { addresses, size: slug, image, region, ...rest } = row;
  const size = sizes.find((one) => one.slug === slug) ?? sizes[0];
  const known = findImage(cloud, image);
  return {
    ...rest,
    memory: size?.memory,
    vcpus: size?.vcpus,
    disk_info: [{ type: "local", size: { amount: row.disk, unit: "gib" } }],
    kernel: null,
    next_backup_window: null,
    backup_ids: [],
    snapshot_ids: cloud.snapshots
      .where(({ resource_type, resource_id }) => resource_type === "droplet" && resource_id === String(row.id))
      .map(({ id }) => Number(id)),
    image: known === undefined ? { id: image, name: "removed", distribution: "Unknown" } : known.reply,
    volume_ids: cloud.volumes.where(({ droplet_ids }) => droplet_ids.includes(row.id)).map(({ id }) => id),
    size: size === undefined ? undefined : sizeReply(size),
    size_slug: slug,
    region: regionReply(region),
    networks: networksReply(addresses),
  };
}

function networksReply(addresses: Droplet["addresses"]): Readonly<Record<string, unknown>> {
  return {
    v4: addresses
      .filter(({ version }) => version === "v4")
      .map(({ ip, type }) => ({
        ip_address: ip,
        netmask: type === "private" ? "255.240.0.0" : "255.255.240.0",
        gateway: ip.replace(/\d+$/, "1"),
        type,
      })),
    v6: addresses
      .filter(({ version }) => version === "v6")
      .map(({ ip, type }) => ({ ip_address: ip, netmask: 64, gateway: ip.replace(/1$/, "ffff"), type })),
  };
}
