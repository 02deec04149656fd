import type { Value } from "@cloudmake/model";
import type { OutputDescription } from "../../component-type.ts";

export const serverOutputs = [
  { name: "ipv4", secret: false, summary: "Public IPv4 address." },
  { name: "ipv6", secret: false, summary: "Public IPv6 address; empty without `ipv6`." },
  { name: "id", secret: false, summary: "Id in its cloud." },
  { name: "name", secret: false, summary: "Name in its cloud, and its host name." },
  { name: "self", secret: false, summary: "The same as `id`." },
] as const satisfies readonly OutputDescription[];

export type ServerOutputs = Readonly<Record<(typeof serverOutputs)[number]["name"], Value>>;
