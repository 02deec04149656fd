import { ref } from "../../node-handle.ts";
import type { Scope } from "../../scope.ts";
import type { DnsOutputs } from "./dns-outputs.ts";
import { withFinalDot } from "./host-name.ts";
import { recordSets } from "./record-set.ts";
import type { DigitaloceanDns } from "./schema.ts";

/** One object for each value. A domain's id is its name. */
export function compileDigitalocean(settings: DigitaloceanDns, scope: Scope): DnsOutputs {
  const { zone: name, createZone } = settings;
  const own = createZone
    ? scope.node("domain", "digitalocean:index/domain:Domain", { name }, { from: { name: "zone" } })
    : undefined;
  const domain = own === undefined ? name : ref(own, "id");
  for (const { record, values, resource, index } of recordSets(settings.records, scope)) {
    const setting = (field: string) => ["records", index, field];
    values.forEach((value, place) => {
      scope.node(
        place === 0 ? resource : `${resource}-${place + 1}`,
        "digitalocean:index/dnsRecord:DnsRecord",
        {
          domain,
          name: record.name,
          type: record.type,
          value: withFinalDot(record.type, value),
          ttl: record.ttl,
          priority: record.priority ?? (record.type === "MX" ? 10 : undefined),
        },
        {
          from: {
            name: setting("name"),
            type: setting("type"),
            value: setting(record.values === undefined ? "value" : "values"),
            ttl: setting("ttl"),
            priority: setting("priority"),
          },
        },
      );
    });
  }
  return { zone: name, zoneId: domain, self: name };
}
