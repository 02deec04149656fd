import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The checkout this script stands in. */
export const checkout = join(import.meta.dirname, "../..");

const listLimitBytes = 64 * 1024 * 1024;

/** Files git knows or would add, relative to the checkout; what git ignores is no source. */
export function sourceFiles(...patterns: readonly string[]): readonly string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns],
    {
      cwd: checkout,
      encoding: "utf8",
      maxBuffer: listLimitBytes,
    },
  );
  const files = new Set(listed.split("\0").filter((file) => file !== "" && existsSync(join(checkout, file))));
  return [...files].toSorted();
}
