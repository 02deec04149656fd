import { type Address, hexDigest, partsOf } from "@cloudmake/model";

/** The longest host name label, and the tightest limit of the clouds' names. */
const MAX_NAME_LENGTH = 63;
const SUFFIX_LENGTH = 6;

/**
 * The name an object gets in its cloud: `<project>-<environment>-<component>`, and with `suffixed` six digits of the
 * marker. A name that had to be shortened ends in a suffix in any case, so that two long ones cannot become one.
 */
export function resourceName(address: Address, style: "suffixed" | "plain", marker: string): string {
  const { project, environment, component } = partsOf(address);
  const full = `${project}-${environment}-${component}`;
  if (style === "suffixed") return withSuffix(full, marker);
  return full.length <= MAX_NAME_LENGTH ? full : withSuffix(full, hexDigest(full));
}

function withSuffix(name: string, digits: string): string {
  const head = name.slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH - 1).replace(/-+$/, "");
  return `${head}-${digits.slice(0, SUFFIX_LENGTH)}`;
}
