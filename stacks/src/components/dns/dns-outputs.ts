import type { Value } from "@cloudmake/model";
import type { OutputDescription } from "../../component-type.ts";

export const dnsOutputs = [
  { name: "zone", secret: false, summary: "The domain." },
  { name: "zoneId", secret: false, summary: "Id of the zone in its cloud." },
  { name: "self", secret: false, summary: "The same as `zone`." },
] as const satisfies readonly OutputDescription[];

export type DnsOutputs = Readonly<Record<(typeof dnsOutputs)[number]["name"], Value>>;
