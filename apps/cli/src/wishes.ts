import { noWishes, type Wishes } from "@cloudmake/engine";
import { Address, Failure } from "@cloudmake/model";

interface WishFlags {
  readonly deleteData?: boolean;
  readonly forgetUnreachable?: boolean;
  readonly replace?: readonly string[];
  readonly target?: readonly string[];
}

/** What options ask for beside the specs. */
export function wishesFrom({ deleteData, forgetUnreachable, replace, target }: WishFlags): Wishes {
  return {
    ...noWishes,
    deleteData: deleteData === true,
    forgetUnreadable: forgetUnreachable === true,
    replaces: new Set((replace ?? []).map(parseAddress)),
    only: target === undefined || target.length === 0 ? undefined : new Set(target.map(parseAddress)),
  };
}

/** An address from text, or a usage error. */
export function parseAddress(text: string): Address {
  const parsed = Address.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Failure("USAGE", {
    problem: `\`${text}\` is no address.`,
    hint: "An address is `<project>/<environment>/<component>/<resource>`, as `cloudmake plan` shows it.",
  });
}
