import type { Address } from "./address.ts";
import { canonical, hexDigest } from "./digest.ts";
import { isRef, mapInputs, type Inputs } from "./value.ts";

/**
 * 32 hex digits that say whose an object is: hash of the address **and of the inputs that force replacement**
 * (the address alone would let a replacement adopt, then delete, the live object). References count with their
 * target's marker, so a replaced target marks its dependents anew.
 */
export function markerOf(
  address: Address,
  inputs: Inputs,
  replaceOn: readonly string[],
  markers: ReadonlyMap<Address, string>,
): string {
  const forcing = Object.fromEntries(Object.entries(inputs).filter(([key]) => replaceOn.includes(key)));
  const symbolic = mapInputs(forcing, (leaf) =>
    isRef(leaf) ? `${leaf.$ref.address}#${leaf.$ref.output}@${markers.get(leaf.$ref.address) ?? ""}` : leaf,
  );
  return hexDigest(`${address}\n${canonical(symbolic)}`).slice(0, 32);
}
