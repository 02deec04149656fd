import { z } from "zod";
import type { Live } from "../define-resource.ts";
import type { DropletInputs, DropletOutputs } from "./droplet-rules.ts";
import { changingTag, markerIn, withoutMarker } from "./marker-tags.ts";

const Address = z.object({ ip_address: z.string().default(""), type: z.string().default("") });

/** A droplet as DigitalOcean describes it. */
export const Droplet = z.object({
  id: z.number(),
  name: z.string(),
  status: z.enum(["new", "active", "off", "archive"]),
  locked: z.boolean(),
  memory: z.number(),
  vcpus: z.number(),
  disk: z.number(),
  created_at: z.string(),
  features: z.array(z.string()),
  image: z.object({ id: z.number().optional(), slug: z.string().nullish() }),
  size_slug: z.string(),
  size: z.object({ price_hourly: z.number(), price_monthly: z.number() }),
  region: z.object({ slug: z.string() }),
  networks: z.object({ v4: z.array(Address).default([]), v6: z.array(Address).default([]) }),
  tags: z.array(z.string()),
  vpc_uuid: z.string().default(""),
});
export type Droplet = z.infer<typeof Droplet>;

export const DropletPage = z.object({ droplets: z.array(Droplet) }).transform(({ droplets }) => droplets);
export const DropletReply = z.object({ droplet: Droplet }).transform(({ droplet }) => droplet);

export function liveDroplet(droplet: Droplet): Live<DropletInputs, DropletOutputs> {
  const { features, networks, size } = droplet;
  const changing = droplet.tags.includes(changingTag);
  const address = (family: "v4" | "v6", type: string): string =>
    networks[family].find((entry) => entry.type === type)?.ip_address ?? "";
  return {
    id: String(droplet.id),
    name: droplet.name,
    marker: markerIn(droplet.tags),
    inputs: {
      name: droplet.name,
      image: imageOf(droplet),
      size: changing ? `${droplet.size_slug} (change not complete)` : droplet.size_slug,
      region: droplet.region.slug,
      tags: withoutMarker(droplet.tags),
      monitoring: features.includes("monitoring"),
      ipv6: features.includes("ipv6"),
      backups: features.includes("backups"),
      vpcUuid: droplet.vpc_uuid,
    },
    outputs: {
      name: droplet.name,
      status: droplet.status,
      region: droplet.region.slug,
      dropletUrn: `do:droplet:${droplet.id}`,
      ipv4Address: address("v4", "public"),
      ipv4AddressPrivate: address("v4", "private"),
      ipv6Address: address("v6", "public"),
      vpcUuid: droplet.vpc_uuid,
      memory: droplet.memory,
      vcpus: droplet.vcpus,
      disk: droplet.disk,
      priceHourly: size.price_hourly,
      priceMonthly: size.price_monthly,
      createdAt: droplet.created_at,
    },
  };
}

/** A spec may name an image that has a slug by its number: that is no difference. */
export function inWordsOf(
  words: Readonly<Record<string, unknown>>,
  droplet: Droplet,
): Live<DropletInputs, DropletOutputs> {
  const live = liveDroplet(droplet);
  const id = String(droplet.image.id);
  return String(words["image"]) === id ? { ...live, inputs: { ...live.inputs, image: id } } : live;
}

function imageOf({ image }: Droplet): string {
  return image.slug ?? String(image.id);
}
