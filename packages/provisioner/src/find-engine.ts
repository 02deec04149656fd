import { execFile } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { canonical, Failure, makeDirectory } from "@cloudmake/model";
import { version as wanted } from "@pulumi/pulumi/version.js";
import { z } from "zod";
import { readTextSync } from "./read-text.ts";

const Checked = z.object({ command: z.string(), bytes: z.number(), changedMs: z.number(), version: z.string() });
type Checked = z.infer<typeof Checked>;

/** The CLI's path; its version is the SDK's. Refuses with `ENGINE_MISSING` when it is not, or when there is none. */
export async function findEngine(place: { readonly pulumiRoot: string; readonly directory: string }): Promise<string> {
  makeDirectory(place.directory, mkdirSync);
  const command = join(place.pulumiRoot, "bin", "pulumi");
  const file = statSync(command, { throwIfNoEntry: false });
  if (file === undefined) throw new Failure("ENGINE_MISSING", { wanted });
  const about = { command, bytes: file.size, changedMs: file.mtimeMs };
  const found = (await versionOf(about, join(place.directory, "engine.json"))) ?? "a file that does not run";
  if (found !== wanted) throw new Failure("ENGINE_MISSING", { wanted, found });
  return command;
}

/** To ask costs a fifth of a second, so the answer is kept for as long as the file stays the same. */
async function versionOf(about: Omit<Checked, "version">, cacheFile: string): Promise<string | undefined> {
  const known = Checked.safeParse(parse(readTextSync(cacheFile)));
  if (known.success && canonical({ ...about, version: known.data.version }) === canonical(known.data)) {
    return known.data.version;
  }
  const version = await askVersion(about.command).catch(() => undefined);
  try {
    if (version !== undefined) writeFileSync(cacheFile, JSON.stringify({ ...about, version }));
  } catch {
    // Nowhere to keep it: asked again next time.
  }
  return version;
}

async function askVersion(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true" } });
  return stdout.trim().replace(/^v/, "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
