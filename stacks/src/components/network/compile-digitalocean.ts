import { ref } from "../../node-handle.ts";
import type { Scope } from "../../scope.ts";
import type { NetworkOutputs } from "./network-outputs.ts";
import type { DigitaloceanNetwork } from "./schema.ts";

export function compileDigitalocean({ region, ipRange }: DigitaloceanNetwork, scope: Scope): NetworkOutputs {
  const vpc = scope.node("vpc", "digitalocean:index/vpc:Vpc", { region, ipRange });
  const id = ref(vpc, "id");
  return { id, name: vpc.name ?? ref(vpc, "name"), ipRange: ipRange ?? ref(vpc, "ipRange"), self: id };
}
