import type { Value } from "@cloudmake/model";
import type { OutputDescription } from "../../component-type.ts";

export const volumeOutputs = [
  { name: "id", secret: false, summary: "Id in its cloud." },
  { name: "name", secret: false, summary: "Name in its cloud." },
  { name: "device", secret: false, summary: "Path of the disk on the server it is attached to." },
  { name: "self", secret: false, summary: "The same as `id`." },
] as const satisfies readonly OutputDescription[];

export type VolumeOutputs = Readonly<Record<(typeof volumeOutputs)[number]["name"], Value>>;
