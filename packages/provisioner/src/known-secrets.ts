import { isList, isRecord, isSealed, type Value } from "@cloudmake/model";
import type { ProvisionJob, Sealer } from "@cloudmake/ports";

/** Every secret text that is known before a run begins: none of them may stand in what is said about it. */
export function knownSecrets({ secrets, foreign, record }: ProvisionJob, sealer: Sealer): readonly string[] {
  const lent = [...foreign.values()].flatMap(({ value, secret }) => (secret ? textsIn(value, sealer) : []));
  const kept = record.resources.flatMap(({ outputs }) => sealedIn(outputs, sealer));
  return [...new Set([...secrets.values(), ...lent, ...kept])];
}

function textsIn(value: Value, sealer: Sealer): readonly string[] {
  return typeof value === "string" ? [value] : sealedIn(value, sealer);
}

function sealedIn(value: Value, sealer: Sealer): readonly string[] {
  if (isSealed(value)) return [sealer.open(value)];
  if (isList(value)) return value.flatMap((item) => sealedIn(item, sealer));
  return isRecord(value) ? Object.values(value).flatMap((item) => sealedIn(item, sealer)) : [];
}
