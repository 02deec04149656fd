import { ref } from "../../node-handle.ts";
import type { Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import type { DnsOutputs } from "./dns-outputs.ts";
import { withoutFinalDot } from "./host-name.ts";
import { recordSets } from "./record-set.ts";
import type { CloudflareDns } from "./schema.ts";

/** Cloudflare's word for "as long as it thinks right"; a proxied record has no other. */
const AUTOMATIC_TTL = 1;

/** One object for each value. */
export function compileCloudflare(settings: CloudflareDns, scope: Scope): DnsOutputs {
  const { zone } = settings;
  const zoneId = settings.zoneId ?? createZone(zone, scope);
  for (const { record, values, resource, index } of recordSets(settings.records, scope)) {
    const setting = (name: string) => ["records", index, name];
    values.forEach((content, place) => {
      scope.node(
        place === 0 ? resource : `${resource}-${place + 1}`,
        "cloudflare:index/dnsRecord:DnsRecord",
        {
          zoneId,
          name: record.name === "@" ? zone : `${record.name}.${zone}`,
          type: record.type,
          content: withoutFinalDot(record.type, content),
          ttl: record.proxied ? AUTOMATIC_TTL : (record.ttl ?? AUTOMATIC_TTL),
          proxied: record.proxied,
          priority: record.priority ?? (record.type === "MX" ? 10 : undefined),
        },
        {
          from: {
            name: setting("name"),
            type: setting("type"),
            content: setting(record.values === undefined ? "value" : "values"),
            ttl: setting("ttl"),
            proxied: setting("proxied"),
            priority: setting("priority"),
          },
        },
      );
    });
  }
  return { zone, zoneId, self: zone };
}

function createZone(name: string, scope: Scope): Text {
  return ref(
    scope.node("zone", "cloudflare:index/zone:Zone", { name, type: "full" }, { from: { name: "zone" } }),
    "id",
  );
}
