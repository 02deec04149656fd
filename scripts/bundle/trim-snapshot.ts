// `node trim-snapshot.ts <snapshot> <what the program that it was taken of wrote>` takes out of a startup snapshot what
// no command needs. Node puts the compiled code of all its own modules into each, more than a third of it, and reads all
// that at each start: a tenth of what `validate` takes.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { withCodeOf } from "./code-cache.ts";

/** What commands load later, because Node cannot keep it in a snapshot. What is missing here is compiled when it is used. */
const lateModules = [
  "child_process",
  "cluster",
  "crypto",
  "dns",
  "dns/promises",
  "http",
  "http2",
  "https",
  "net",
  "perf_hooks",
  "readline/promises",
  "timers/promises",
  "zlib",
];

const [snapshot = "", output = ""] = process.argv.slice(2);
const require = createRequire(import.meta.url);
for (const name of lateModules) require(`node:${name}`);
const inside = namesIn(readFileSync(output, "utf8").split("\n"));
const late = namesIn(Reflect.get(process, "moduleLoadList"));

const trimmed = withCodeOf(readFileSync(snapshot), (name) => late.has(name) && !inside.has(name));
if (trimmed === undefined) throw new Error(`${snapshot} is of another shape than this program knows`);
writeFileSync(snapshot, trimmed);

/** `["Internal Binding fs", "NativeModule net"]`: `net` is a module. */
function namesIn(loaded: readonly string[]): ReadonlySet<string> {
  const prefix = "NativeModule ";
  return new Set(loaded.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}
