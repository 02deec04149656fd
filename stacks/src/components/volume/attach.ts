import type { SpecPath } from "@cloudmake/model";
import { asNumber } from "../../numeric-id.ts";
import type { NodeHandle } from "../../node-handle.ts";
import type { Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";

/** What shall hold what, and which setting says so. */
export interface Attachment {
  /** Name of the resource. */
  readonly resource: string;
  readonly volume: Text;
  readonly server: Text;
  readonly setting: SpecPath;
}

export function attachHetzner(scope: Scope, attachment: Attachment): NodeHandle {
  const { resource, volume, server, setting } = attachment;
  return scope.node(
    resource,
    "hcloud:index/volumeAttachment:VolumeAttachment",
    { volumeId: asNumber(volume), serverId: asNumber(server) },
    { from: { volumeId: setting, serverId: setting } },
  );
}

export function attachDigitalocean(scope: Scope, attachment: Attachment): NodeHandle {
  const { resource, volume, server, setting } = attachment;
  return scope.node(
    resource,
    "digitalocean:index/volumeAttachment:VolumeAttachment",
    { volumeId: volume, dropletId: asNumber(server) },
    { from: { volumeId: setting, dropletId: setting } },
  );
}
