import { z } from "zod";
import { labels } from "../../labels.ts";
import { numericId } from "../../numeric-id.ts";
import { text } from "../../text.ts";

const settings = () => ({
  size: z.int().min(1).max(16_384).describe("Gigabytes. A volume can grow, never shrink."),
  format: z.enum(["ext4", "xfs"]).default("ext4").describe("File system it is made with."),
  labels: labels().describe("Labels (Hetzner) or tags (DigitalOcean) of the volume."),
});

const server = "Server it is attached to: a component of type `server`, or the id of one. Default: none.";

export type HetznerVolume = z.infer<ReturnType<typeof hetznerVolume>>;
const hetznerVolume = () =>
  z.strictObject({
    provider: z.literal("hetzner"),
    region: z.string().min(1).describe("Location, the same as the server's, e.g. `fsn1`."),
    server: text(numericId("a server")).optional().describe(server),
    ...settings(),
    size: z.int().min(10).max(10_240).describe("Gigabytes, at least 10. A volume can grow, never shrink."),
  });

export type DigitaloceanVolume = z.infer<ReturnType<typeof digitaloceanVolume>>;
const digitaloceanVolume = () =>
  z.strictObject({
    provider: z.literal("digitalocean"),
    region: z.string().min(1).describe("Region, the same as the server's, e.g. `fra1`."),
    server: text(numericId("a droplet")).optional().describe(server),
    ...settings(),
  });

export type VolumeSettings = z.infer<ReturnType<typeof volumeSettings>>;
export const volumeSettings = () => z.discriminatedUnion("provider", [hetznerVolume(), digitaloceanVolume()]);
