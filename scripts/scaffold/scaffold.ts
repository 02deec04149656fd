import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkout } from "../quality/source-files.ts";
import { componentFiles } from "./pattern/component-files.ts";
import type { NewFile } from "./pattern/new-file.ts";
import { cloudsToScaffold, resourceFiles } from "./pattern/resource-files.ts";

const usage = `scripts/new: the files of a pattern, with a failing test where you begin.

  scripts/new component <type>           e.g. queue; in stacks/src/components/<type>/
  scripts/new resource <cloud>/<name>    e.g. hetzner/floating-ip; clouds: ${cloudsToScaffold.join(", ")}

Names are kebab-case. Nothing existing is overwritten; registries are generated anew.`;

const usageExit = 64;
const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const [kind = "", name = ""] = process.argv.slice(2);
if (["-h", "--help"].includes(kind)) console.log(usage);
else write(filesOf(kind, name));

function filesOf(pattern: string, named: string): readonly NewFile[] | undefined {
  if (pattern === "component" && kebabCase.test(named)) return componentFiles(named);
  const [cloud = "", resource = "", ...rest] = named.split("/");
  if (pattern === "resource" && rest.length === 0 && kebabCase.test(resource)) return resourceFiles(cloud, resource);
  return undefined;
}

function write(files: readonly NewFile[] | undefined): void {
  if (files === undefined) return refuse(usage, usageExit);
  const existing = files.find(({ path }) => existsSync(join(checkout, path)));
  if (existing !== undefined) return refuse(`${existing.path} exists already; nothing was written`, 1);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
    console.log(`wrote ${path}`);
  }
  execFileSync(
    "oxfmt",
    files.map(({ path }) => path).filter((path) => path.endsWith(".ts")),
    { cwd: checkout },
  );
}

function refuse(message: string, exit: number): void {
  console.error(message);
  process.exitCode = exit;
}
