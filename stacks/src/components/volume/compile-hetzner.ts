import { hetznerLabels } from "../../labels.ts";
import { ref } from "../../node-handle.ts";
import type { Scope } from "../../scope.ts";
import { attachHetzner } from "./attach.ts";
import type { HetznerVolume } from "./schema.ts";
import type { VolumeOutputs } from "./volume-outputs.ts";

export function compileHetzner(settings: HetznerVolume, scope: Scope): VolumeOutputs {
  const { size, format, region, server } = settings;
  const labels = hetznerLabels(scope.labels, settings.labels);
  const volume = scope.node(
    "volume",
    "hcloud:index/volume:Volume",
    { size, format, location: region, labels },
    { from: { location: "region" } },
  );
  const id = ref(volume, "id");
  if (server !== undefined) {
    attachHetzner(scope, { resource: "attachment", volume: id, server, setting: ["server"] });
  }
  return { id, name: volume.name ?? ref(volume, "name"), device: ref(volume, "linuxDevice"), self: id };
}
