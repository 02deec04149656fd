import { digitaloceanTags } from "../../labels.ts";
import { ref } from "../../node-handle.ts";
import { joined } from "../../resolve-settings.ts";
import type { Scope } from "../../scope.ts";
import { attachDigitalocean } from "./attach.ts";
import type { DigitaloceanVolume } from "./schema.ts";
import type { VolumeOutputs } from "./volume-outputs.ts";

export function compileDigitalocean(settings: DigitaloceanVolume, scope: Scope): VolumeOutputs {
  const { size, format, region, server } = settings;
  const tags = digitaloceanTags(scope.labels, settings.labels);
  const volume = scope.node(
    "volume",
    "digitalocean:index/volume:Volume",
    { size, region, initialFilesystemType: format, tags },
    { from: { initialFilesystemType: "format", tags: "labels" } },
  );
  const id = ref(volume, "id");
  if (server !== undefined) {
    attachDigitalocean(scope, { resource: "attachment", volume: id, server, setting: ["server"] });
  }
  const name = volume.name ?? ref(volume, "name");
  return { id, name, device: joined(["/dev/disk/by-id/scsi-0DO_Volume_", name]), self: id };
}
