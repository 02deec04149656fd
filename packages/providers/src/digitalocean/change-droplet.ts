import { Failure } from "@cloudmake/model";
import type { UpdateCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { act } from "./action.ts";
import type { DropletInputs, DropletOutputs } from "./droplet-rules.ts";
import type { Droplet } from "./droplet-wire.ts";
import { changeTags, changingTag, putTag, takeTag, withMarker, withoutMarker } from "./marker-tags.ts";

type Call = Pick<UpdateCall<DropletInputs, DropletOutputs>, "marker" | "signal" | "changed">;

/**
 * Brings an existing droplet to its inputs, each compared with the live droplet, so that it may be interrupted
 * anywhere. What the inputs leave out is let be, unless it has just been taken out of them.
 */
export async function changeDroplet(api: CloudApi, droplet: Droplet, wanted: DropletInputs, call: Call): Promise<void> {
  const { changed, marker, signal } = call;
  const path = `/v2/droplets/${droplet.id}/actions`;
  if (droplet.name !== wanted.name) await act(api, path, { type: "rename", name: wanted.name }, { signal });

  const kept = changed.has("tags") ? [] : withoutMarker(droplet.tags);
  const tags = withMarker(wanted.tags ?? kept, marker);
  const present = droplet.tags.filter((tag) => tag !== changingTag);
  await changeTags(api, { id: droplet.id, type: "droplet" }, present, tags, { signal });

  const hasBackups = droplet.features.includes("backups");
  const backups = wanted.backups ?? (changed.has("backups") ? false : hasBackups);
  if (backups !== hasBackups) {
    await act(api, path, { type: backups ? "enable_backups" : "disable_backups" }, { signal });
  }
  const hasIpv6 = droplet.features.includes("ipv6");
  if (wanted.ipv6 === true && !hasIpv6) await act(api, path, { type: "enable_ipv6" }, { signal });
  if (wanted.ipv6 === false && hasIpv6) {
    throw new Failure("USAGE", { problem: "DigitalOcean cannot take IPv6 off a droplet", hint: "replace the droplet" });
  }
  await resize(api, droplet, wanted, call);
}

/**
 * A droplet changes its size only while it is off.
 *
 * 1. A tag says that a change is under way, so that a crash cannot leave the droplet off unnoticed.
 * 2. Off, resize, on: a droplet that its owner had switched off stays off.
 * 3. The tag goes.
 */
async function resize(api: CloudApi, droplet: Droplet, wanted: DropletInputs, { signal }: Call): Promise<void> {
  const unfinished = droplet.tags.includes(changingTag);
  const differs = droplet.size_slug !== wanted.size;
  if (!differs && !unfinished) return;
  const object = { id: droplet.id, type: "droplet" } as const;
  const path = `/v2/droplets/${droplet.id}/actions`;
  const wasOn = droplet.status !== "off" || unfinished;
  if (wasOn) await putTag(api, object, changingTag, { signal });
  if (differs) {
    if (droplet.status !== "off") await act(api, path, { type: "power_off" }, { signal });
    await act(api, path, { type: "resize", size: wanted.size, disk: wanted.resizeDisk ?? true }, { signal });
  }
  if (!wasOn) return;
  if (differs || droplet.status === "off") await act(api, path, { type: "power_on" }, { signal });
  await takeTag(api, object, changingTag, { signal });
}
