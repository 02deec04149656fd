import type { Value } from "@cloudmake/model";
import type { OutputDescription } from "../../component-type.ts";

export const networkOutputs = [
  { name: "id", secret: false, summary: "Id in its cloud." },
  { name: "name", secret: false, summary: "Name in its cloud." },
  { name: "ipRange", secret: false, summary: "Private addresses of the network." },
  { name: "self", secret: false, summary: "What a server's `network` wants." },
] as const satisfies readonly OutputDescription[];

export type NetworkOutputs = Readonly<Record<(typeof networkOutputs)[number]["name"], Value>>;
