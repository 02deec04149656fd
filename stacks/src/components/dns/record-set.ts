import { hexDigest } from "@cloudmake/model";
import type { Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import type { DnsRecord } from "./schema.ts";

/** All values of one name and type. */
export interface RecordSet<R extends DnsRecord> {
  readonly record: R;
  readonly values: readonly Text[];
  /** Name of the resource: `record-a-www`. It follows from name and type, so the order of the list means nothing. */
  readonly resource: string;
  /** Place in the list of the settings. */
  readonly index: number;
}

/** The records as sets; a name and type that stand there twice are a problem. */
export function recordSets<R extends DnsRecord>(records: readonly R[], scope: Scope): readonly RecordSet<R>[] {
  const seen = new Set<string>();
  return records.flatMap((record, index) => {
    const resource = resourceOf(record);
    if (!seen.has(resource)) {
      seen.add(resource);
      return [{ record, values: record.values ?? [record.value ?? ""], resource, index }];
    }
    scope.problem(["records", index], {
      code: "SPEC_INVALID",
      summary: `There are two records of type ${record.type} for \`${record.name}\``,
      fix: "Put all values into one record, under `values`.",
    });
    return [];
  });
}

/** A name that loses something on its way into an address gets a few digits of itself. */
function resourceOf({ type, name }: DnsRecord): string {
  const prefix = `record-${type.toLowerCase()}`;
  if (name === "@") return prefix;
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return `${prefix}-${name}`;
  const words = name.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  return [prefix, words, hexDigest(name).slice(0, 6)].filter((part) => part !== "").join("-");
}
