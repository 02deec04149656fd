import { hetznerLabels } from "../../labels.ts";
import { ref } from "../../node-handle.ts";
import { joined } from "../../resolve-settings.ts";
import type { Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import type { DnsOutputs } from "./dns-outputs.ts";
import { withFinalDot } from "./host-name.ts";
import { recordSets } from "./record-set.ts";
import type { DnsRecord, HetznerDns } from "./schema.ts";

/** One object for each name and type. Hetzner takes a zone's name where it takes its id. */
export function compileHetzner(settings: HetznerDns, scope: Scope): DnsOutputs {
  const { zone: name, createZone } = settings;
  const labels = hetznerLabels(scope.labels);
  const own = createZone
    ? scope.node("zone", "hcloud:index/zone:Zone", { name, mode: "primary", labels }, { from: { name: "zone" } })
    : undefined;
  const zone = own === undefined ? name : ref(own, "id");
  for (const { record, values, resource, index } of recordSets(settings.records, scope)) {
    const setting = (field: string) => ["records", index, field];
    scope.node(
      resource,
      "hcloud:index/zoneRrset:ZoneRrset",
      {
        zone,
        name: record.name,
        type: record.type,
        records: values.map((value) => ({ value: written(record, value) })),
        ttl: record.ttl,
        labels,
      },
      {
        from: {
          name: setting("name"),
          type: setting("type"),
          records: setting(record.values === undefined ? "value" : "values"),
          ttl: setting("ttl"),
        },
      },
    );
  }
  return { zone: name, zoneId: zone, self: name };
}

/** As a zone file has it: text in quotes, the priority before the host. */
function written({ type, priority = 10 }: DnsRecord, value: Text): Text {
  switch (type) {
    case "TXT":
      return typeof value === "string" ? quoted(value) : joined(['"', value, '"']);
    case "MX":
      return joined([`${priority} `, withFinalDot(type, value)]);
    case "A":
    case "AAAA":
    case "CNAME":
    case "NS":
      return withFinalDot(type, value);
  }
}

/** A character string holds 255 bytes; longer text is several. */
function quoted(text: string): string {
  if (text.startsWith('"')) return text;
  const pieces = text.match(/[\s\S]{1,255}/g) ?? [""];
  return pieces.map((piece) => `"${piece.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
}
