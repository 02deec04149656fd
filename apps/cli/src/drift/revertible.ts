import { type Address, type DriftReport, Failure } from "@cloudmake/model";
import type { Chosen } from "./choose-findings.ts";

/** The objects whose repair undoes these findings and nothing else. */
export function revertible({ findings }: DriftReport, chosen: readonly Chosen[]): readonly Address[] {
  return chosen.map(({ finding: { address, class: kind, type } }) => {
    if (address === undefined || (kind !== "changed" && kind !== "missing")) {
      throw refusal(address ?? type, `A ${kind} object has no applied state to go back to.`);
    }
    if (findings.some((other) => other.class === "pending" && other.address === address)) {
      const both = `\`cloudmake apply --target ${address}\` does both.`;
      throw refusal(address, `Its spec was changed as well and not applied: ${both}`);
    }
    return address;
  });
}

function refusal(what: string, why: string): Failure {
  return new Failure("USAGE", { problem: `${what} cannot be reverted.`, hint: why });
}
