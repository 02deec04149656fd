import type { Marker } from "@cloudmake/model";

const mark = /\s\[cloudmake((?: [0-9a-f]{12})+)\]$/;

/** One of the resources that share an object. */
export function holderOf({ hash }: Marker): string {
  return hash.slice(0, 12);
}

/** Who holds an object of this name, its maker first; nobody of ours where the name does not say so. */
export function holdersOf(name: string): readonly string[] {
  return mark.exec(name)?.[1]?.trim().split(" ") ?? [];
}

/** `shop-prod-box-3f2a1c [cloudmake 3f2a1c...]`: the name with these holders instead of any others. */
export function nameFor(name: string, holders: readonly string[]): string {
  return `${name.replace(mark, "")} [cloudmake ${holders.join(" ")}]`;
}
