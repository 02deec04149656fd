import { z } from "zod";
import type { Change } from "../kernel/table.ts";
import { ipv6Prefix } from "../kernel/sandbox-address.ts";
import { refuseWhileBusy, startAction } from "./action-routes.ts";
import { sizes } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { unprocessable } from "./exchange.ts";
import { findImage } from "./image-routes.ts";
import type { Action, Droplet } from "./rows.ts";

const eventMs = 8_000;

const plain = z.enum([
  "disable_backups",
  "enable_backups",
  "enable_ipv6",
  "password_reset",
  "power_cycle",
  "power_off",
  "power_on",
  "reboot",
  "shutdown",
]);

export const DropletActionCall = z.discriminatedUnion("type", [
  z.object({ type: plain }),
  z.object({ type: z.literal("rename"), name: z.string().min(1) }),
  z.object({ type: z.literal("snapshot"), name: z.string().optional() }),
  z.object({ type: z.literal("resize"), size: z.string(), disk: z.boolean().default(false) }),
  z.object({ type: z.enum(["rebuild", "restore"]), image: z.union([z.string(), z.int()]) }),
]);
export type DropletActionCall = z.infer<typeof DropletActionCall>;

/** Begins one of the vendor's droplet events, or refuses it. */
export function actOnDroplet(cloud: DigitalOcean, droplet: Droplet, call: DropletActionCall): Action {
  refuseWhileBusy(cloud, "droplet", droplet.id);
  const patch = (changes: Partial<Droplet>): readonly Change[] => [
    cloud.droplets.patchOf(droplet.id, { ...changes, locked: false }),
  ];
  const start = (changes: readonly Change[]): Action => {
    cloud.droplets.update(droplet.id, { locked: true });
    const subject = { type: call.type, resource_type: "droplet", resource_id: droplet.id } as const;
    return startAction(cloud, { ...subject, region: droplet.region, ms: eventMs }, changes);
  };
  switch (call.type) {
    case "rename":
      return start(patch({ name: call.name }));
    case "resize":
      return start(patch(resized(droplet, call)));
    case "rebuild":
    case "restore":
      return start(patch({ image: imageId(cloud, call.image), status: "active" }));
    case "snapshot":
      return start([...patch({}), cloud.snapshots.additionOf(snapshotOf(cloud, droplet, call.name))]);
    default:
      return start(patch(afterEvent(droplet, call.type)));
  }
}

function afterEvent(droplet: Droplet, type: z.infer<typeof plain>): Partial<Droplet> {
  const features = (added: readonly string[], removed: string): Partial<Droplet> => ({
    features: [...droplet.features.filter((feature) => feature !== removed), ...added],
  });
  switch (type) {
    case "power_off":
    case "shutdown":
      if (droplet.status === "off") throw unprocessable("Droplet is already powered off.");
      return { status: "off" };
    case "power_on":
      if (droplet.status === "active") throw unprocessable("Droplet is already powered on.");
      return { status: "active" };
    case "power_cycle":
    case "reboot":
      if (droplet.status === "off") throw unprocessable("Droplet is currently powered off.");
      return { status: "active" };
    case "enable_backups":
      return features(["backups"], "backups");
    case "disable_backups":
      return features([], "backups");
    case "enable_ipv6":
      if (droplet.features.includes("ipv6")) throw unprocessable("IPv6 is already enabled for this Droplet.");
      return {
        ...features(["ipv6"], "ipv6"),
        addresses: [...droplet.addresses, { version: "v6", type: "public", ip: `${ipv6Prefix(droplet.id)}1` }],
      };
    case "password_reset":
      return {};
  }
}

function resized(droplet: Droplet, call: { readonly size: string; readonly disk: boolean }): Partial<Droplet> {
  const size = sizes.find(({ slug }) => slug === call.size);
  if (size === undefined) throw unprocessable("You specified an invalid size for Droplet resize.");
  if (droplet.status !== "off") throw unprocessable("Droplet must be powered off to be resized.");
  if (size.slug === droplet.size) throw unprocessable("This Droplet already is this size.");
  // A disk never shrinks, so a droplet whose disk has grown cannot go back.
  if (size.disk < droplet.disk) throw unprocessable("This size is not available because it has a smaller disk.");
  return { size: size.slug, disk: call.disk ? size.disk : droplet.disk };
}

function imageId(cloud: DigitalOcean, idOrSlug: string | number): number {
  const image = findImage(cloud, idOrSlug);
  if (image === undefined) throw unprocessable("You specified an invalid image.");
  return image.id;
}

function snapshotOf(
  cloud: DigitalOcean,
  droplet: Droplet,
  name: string | undefined,
): ReturnType<DigitalOcean["snapshots"]["add"]> {
  return {
    id: String(cloud.store.nextId()),
    name: name ?? `${droplet.name}-${cloud.kernel.clock.now()}`,
    created_at: cloud.now(),
    regions: [droplet.region],
    min_disk_size: droplet.disk,
    size_gigabytes: 1.2,
    resource_id: String(droplet.id),
    resource_type: "droplet",
    distribution: findImage(cloud, droplet.image)?.distribution ?? "Unknown",
    tags: [],
  };
}
